"""The pages of people outside the staff: apply, follow, correct, upload, answer, ask again, see who has read."""
