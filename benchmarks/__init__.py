# SPDX-License-Identifier: Apache-2.0
"""Comparisons with other engines. `scripts/bench` runs them."""
