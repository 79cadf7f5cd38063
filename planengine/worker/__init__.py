"""The process that keeps reminding: APScheduler as its clock, all truth in the database."""
