"""Who does it and what came of it: patients, plans, logs, reminders, and both their pages."""
