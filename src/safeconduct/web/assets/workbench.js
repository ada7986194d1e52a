// Shortcuts of the officers' desk. Every page works without them; the list under "?" names each.
(function () {
  "use strict";
  const OFF = "safeconduct-shortcuts-off";
  const button = document.querySelector("[data-shortcuts-off]");
  let isOff = remembered();

  function remembered() {
    try {
      return window.localStorage.getItem(OFF) === "1";
    } catch (error) {
      return false;
    }
  }

  function remember() {
    try {
      window.localStorage.setItem(OFF, isOff ? "1" : "0");
    } catch (error) {
      // It holds for this page alone, then.
    }
  }

  function isTyping(element) {
    return Boolean(element.closest("input, select, textarea")) && !element.matches("[type=radio], [type=checkbox]");
  }

  function step(by) {
    const links = Array.from(document.querySelectorAll("[data-rows] tbody th a"));
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
    if (links[next]) links[next].focus();
  }

  function go(element) {
    if (element.tagName === "A") {
      element.click();
    } else if (element.tagName === "DETAILS") {
      element.open = true;
      element.scrollIntoView({ block: "nearest" });
      (element.querySelector("form input:not([type=hidden]), form select, form textarea") || element.querySelector("summary")).focus();
    } else {
      element.scrollIntoView({ block: "start" });
      element.focus();
    }
  }

  document.addEventListener("keydown", function (event) {
    if (isOff || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
      return;
    }
    const element = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    if (!element) return;
    event.preventDefault();
    go(element);
  });

  if (button) {
    const on = button.textContent;
    const show = function () {
      button.textContent = isOff ? button.dataset.shortcutsOff : on;
    };
    button.hidden = false;
    button.addEventListener("click", function () {
      isOff = !isOff;
      remember();
      show();
    });
    show();
  }
  const problems = document.getElementById("problems");
  if (problems) problems.focus();
})();
