-- No feedback has any theme, says this check.
select feedback_id from feedback_themes
