"""What can be done to patients, plans and logs; every verb names its actor and leaves a trail."""
