// Ties allauth's scripts for passkeys to the forms of a page. A passkey needs a script in any case:
// without one, or in a browser that knows none, what belongs to it stays hidden.
(function () {
  if (!window.PublicKeyCredential || !window.allauth) return

  const begin = {
    add: (ids) => window.allauth.webauthn.forms.addForm({
      ids: { add: ids.button, credential: ids.credential, passwordless: 'id_passwordless', data: 'js_data' }
    }),
    authenticate: (ids) => window.allauth.webauthn.forms.authenticateForm({
      ids: { authenticate: ids.button, credential: ids.credential, data: 'js_data' }
    }),
    login: (ids) => window.allauth.webauthn.forms.loginForm({
      ids: { login: ids.button, credential: ids.credential }
    })
  }

  for (const part of document.querySelectorAll('[data-passkey]')) {
    part.hidden = false
    begin[part.dataset.passkey]({ button: 'passkey', credential: 'passkey-credential' })
  }

  // Closing the browser's own window is no fault; the page says that nothing has happened.
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const told = document.getElementById('passkey-problem')
    if (told) told.hidden = false
  })
})()
