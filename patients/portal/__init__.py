"""The pages a patient trains with."""
