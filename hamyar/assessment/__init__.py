"""Facts of a household, what the guidelines say of them, and the decision of the social worker."""
