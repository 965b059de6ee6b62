"""A roster file in words: what is wrong in it, what was understood, and what only the clerk can say."""

from surveys.words.roster_file.choice import ChoiceWords, choice_words
from surveys.words.roster_file.problem import ProblemLine, problem_line
from surveys.words.roster_file.remark import remark_words

__all__ = ["ChoiceWords", "ProblemLine", "choice_words", "problem_line", "remark_words"]
