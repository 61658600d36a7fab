"""The secretariat's lists: finding people, a person's page with everything that can be done, exports."""
