"""Made-up people for trying the product out: a district, two streets, three stations and their last months.

Nobody in here exists. Numbers of identity cards begin with 370299, a county code that was never assigned.
"""
