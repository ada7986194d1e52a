"""Weights that are none below zero and sum to one: the small problems behind a synthetic control."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from safeconduct.impact.effect.given import Array

#: Pulls towards equal weights, so weakly that it only decides between weights that fit equally well.
TIE = 1e-10


def weights(donors: Array, target: Array) -> Array:
    """The weights whose mixture of the donors' columns comes closest to the target.

    As the weights sum to one, the mixture less the target is a mixture of the differences, and what
    is sought is the point of their hull nearest to zero. Non-negative least squares on the
    differences with one more row of ones finds it exactly, up to scale.
    """
    count = donors.shape[1]
    gaps = donors - target[:, None]
    size = np.sqrt((gaps**2).mean())
    if size <= 0:
        return np.full(count, 1.0 / count)
    pull = np.sqrt(TIE) * (np.eye(count) - 1.0 / count)
    matrix = np.vstack([gaps / (size * np.sqrt(len(target))), pull, np.ones(count)])
    right = np.zeros(len(matrix))
    right[-1] = 1.0
    found, _ = optimize.nnls(matrix, right, maxiter=50 * count)
    return np.asarray(found / found.sum())


@dataclass(frozen=True, slots=True)
class Predictors:
    """What donors are matched on besides the outcome, a row each, and the outcome to be followed."""

    of_treated: Array
    of_donors: Array
    outcome_of_treated: Array
    outcome_of_donors: Array

    def scaled(self) -> tuple[Array, Array]:
        """Each row by its standard deviation over all units, so that units of measurement do not count."""
        both = np.column_stack([self.of_donors, self.of_treated])
        spread = both.std(axis=1, ddof=1)
        spread = np.where(spread > 0, spread, 1.0)
        return self.of_treated / spread, self.of_donors / spread[:, None]

    def weights(self, importance: Array) -> Array:
        """The donors' weights when the predictors matter so much."""
        treated, donors = self.scaled()
        root = np.sqrt(importance)
        return weights(donors * root[:, None], treated * root)

    def miss(self, importance: Array) -> float:
        """Mean square by which the outcome is missed with these importances."""
        mixture = self.outcome_of_donors @ self.weights(importance)
        return float(((self.outcome_of_treated - mixture) ** 2).mean())

    def importance(self, rounds: int = 1000) -> Array:
        """How much each predictor matters, so that the outcome is followed best.

        Nelder-Mead from equal importances, on their absolute values: the outer half of Abadie and
        Gardeazabal's nested search.
        """
        count = len(self.of_treated)

        def miss(raw: Array) -> float:
            return self.miss(_shares(raw))

        found = optimize.minimize(
            miss, np.full(count, 1.0 / count), method="Nelder-Mead", options={"maxiter": rounds}
        )
        return _shares(np.asarray(found.x))


def _shares(raw: Array) -> Array:
    size = np.abs(raw)
    return np.asarray(size / size.sum())
