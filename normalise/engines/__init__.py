"""Normalising on the engines that people already run; each module needs an extra, and the core none of them."""
