"""Sentences of the program with something in every placeholder."""

from __future__ import annotations

from string import Formatter


def about(sentence):
    """Facts for all placeholders of a sentence and its remedy."""
    names = [name for text in (sentence.text, sentence.remedy) for _, name, _, _ in Formatter().parse(text) if name]
    return dict.fromkeys(names, "7")
