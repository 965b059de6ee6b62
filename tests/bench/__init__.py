"""How fast the product is beside a floor: the least that an honest questionnaire in Flask can do, in the same run."""
