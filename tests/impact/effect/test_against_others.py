"""The same numbers as statsmodels and pysyncon, which share no code with ours."""

from __future__ import annotations

import numpy as np
import pandas
import pytest
import statsmodels.api as sm
from pysyncon import Synth
from statsmodels.stats.diagnostic import acorr_ljungbox

from safeconduct.impact.effect import Method, interrupted_series, regression
from safeconduct.impact.effect.simplex import Predictors
from tests.impact.effect.published import GERMANY, germany, outcome, predictors
from tests.impact.effect.test_published import seventies_and_eighties
from tests.impact.effect.worlds import FIRST, count_series

STEP = np.array([[0.0]] * 5 + [[1.0]])


@pytest.fixture
def regressors() -> np.ndarray:
    at = np.arange(60)
    waves = [f(2 * np.pi * at / 12) for f in (np.sin, np.cos)]
    return np.column_stack([np.ones(60), at / 12, *waves, np.sin(np.pi * at / 3), at >= 42])


@pytest.fixture
def counts() -> np.ndarray:
    return np.stack([count_series(seed, effect=0.7) for seed in range(3)])


def test_newey_west_errors(regressors: np.ndarray, counts: np.ndarray) -> None:
    fitted = regression.least_squares(regressors, np.log(counts))
    variance = regression.robust_variance(regressors, fitted, STEP)[:, 0]
    lags = {"maxlags": regression.bandwidth(60), "use_correction": True}
    for i, row in enumerate(counts):
        theirs = sm.OLS(np.log(row), regressors).fit(cov_type="HAC", cov_kwds=lags, use_t=True)
        assert fitted.coefficients[i] == pytest.approx(theirs.params, rel=1e-8, abs=1e-10)
        assert np.sqrt(variance[i]) == pytest.approx(theirs.bse[-1], rel=1e-8)
        low = fitted.coefficients[i, -1] - regression.quantile(54) * np.sqrt(variance[i])
        assert low == pytest.approx(theirs.conf_int()[-1][0], rel=1e-8)


def test_autoregressive_errors(regressors: np.ndarray, counts: np.ndarray) -> None:
    """Exact maximum likelihood, so the likelihood of ours is at least that of theirs."""
    logs = np.log(counts)
    fitted = regression.autoregressive(regressors, logs)
    for i, row in enumerate(logs):
        model = sm.tsa.SARIMAX(row, exog=regressors, order=(1, 0, 0))
        theirs = model.fit(disp=0, maxiter=500)
        ours = [*fitted.coefficients[i], fitted.rho[i], fitted.scale[i] * fitted.freedom / 60]
        assert model.loglike(ours) >= theirs.llf - 1e-6
        assert fitted.coefficients[i, -1] == pytest.approx(theirs.params[5], abs=2e-3)
        assert fitted.rho[i] == pytest.approx(theirs.params[6], abs=5e-3)


def test_poisson_regression(regressors: np.ndarray, counts: np.ndarray) -> None:
    exposure = np.linspace(900, 1100, 60)
    fitted = regression.poisson(regressors, counts, exposure)
    variance = regression.robust_variance(regressors, fitted, STEP)[:, 0]
    plain = fitted.variance(STEP)[:, 0] / fitted.scale
    lags = {"maxlags": regression.bandwidth(60), "use_correction": True}
    for i, row in enumerate(counts):
        model = sm.GLM(row, regressors, sm.families.Poisson(), offset=np.log(exposure))
        theirs = model.fit()
        assert fitted.coefficients[i] == pytest.approx(theirs.params, rel=1e-6, abs=1e-8)
        assert np.sqrt(plain[i]) == pytest.approx(theirs.bse[-1], rel=1e-6)
        assert fitted.scale[i] == pytest.approx(theirs.pearson_chi2 / 54, rel=1e-6)
        robust = model.fit(cov_type="HAC", cov_kwds=lags)
        assert np.sqrt(variance[i]) == pytest.approx(robust.bse[-1], rel=1e-6)


def test_ljung_box(counts: np.ndarray) -> None:
    row = np.log(counts[0])
    theirs = acorr_ljungbox(row - row.mean(), lags=[10])["lb_pvalue"].iloc[0]
    assert regression.ljung_box(row) == pytest.approx(theirs, rel=1e-9)


def test_whole_estimate_is_that_of_the_regression(counts: np.ndarray) -> None:
    """Nothing is lost between the regression and what is shown."""
    found = interrupted_series(counts[0], 42, FIRST, Method.LOG_HAC, waves=1)
    at = np.arange(60)
    turn = 2 * np.pi * at / 12
    x = np.column_stack([np.ones(60), (at - 42) / 12, np.sin(turn), np.cos(turn), at >= 42])
    lags = {"maxlags": 3, "use_correction": True}
    theirs = sm.OLS(np.log(counts[0]), x).fit(cov_type="HAC", cov_kwds=lags, use_t=True)
    low, high = theirs.conf_int()[-1]
    assert (found.effect, found.low, found.high) == pytest.approx(
        tuple(np.expm1([theirs.params[-1], low, high])), rel=1e-8
    )


def frames(problem: Predictors, names: list[str]) -> dict[str, object]:
    return {
        "X0": pandas.DataFrame(problem.of_donors, columns=names),
        "X1": pandas.Series(problem.of_treated, name="treated"),
        "Z0": pandas.DataFrame(problem.outcome_of_donors, columns=names),
        "Z1": pandas.Series(problem.outcome_of_treated, name="treated"),
    }


def test_weights_of_pysyncon() -> None:
    """With the same importances the same weights, for the published problem."""
    panel = germany()
    wanted = seventies_and_eighties(1981, "invest80", [1980, 1985])
    problem, names = predictors(panel, GERMANY, wanted, range(1960, 1990))
    importance = np.array([0.45, 0.12, 0.08, 0.10, 0.15, 0.10])
    theirs = Synth()
    theirs.fit(**frames(problem, names), custom_V=importance)
    assert problem.weights(importance) == pytest.approx(theirs.W, abs=0.01)


def test_never_a_worse_fit_than_pysyncon() -> None:
    """On outcome lags, where many mixtures nearly tie, ours is the exact least."""
    panel = germany()
    names = [name for name in panel if name != GERMANY]
    donors = outcome(panel, names, range(1960, 1990))
    treated = outcome(panel, [GERMANY], range(1960, 1990))[:, 0]
    random = np.random.default_rng(0)
    for _ in range(4):
        years = random.choice(30, 8, replace=False)
        problem = Predictors(treated[years], donors[years], treated, donors)
        importance = random.dirichlet(np.ones(8))
        theirs = Synth()
        theirs.fit(**frames(problem, names), custom_V=importance)
        of_treated, of_donors = problem.scaled()

        def miss(weights: np.ndarray) -> float:
            return float((importance * (of_treated - of_donors @ weights) ** 2).sum())  # noqa: B023

        ours = miss(problem.weights(importance))
        assert ours <= miss(theirs.W) * (1 + 1e-9)
        assert ours == pytest.approx(miss(theirs.W), rel=0.5)
