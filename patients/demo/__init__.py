"""The demo clinics: invented people, twelve weeks of training that tell stories, the same every time."""
