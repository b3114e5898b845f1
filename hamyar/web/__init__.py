"""The page shell: right-to-left base templates, components, form fields, Persian filters. Knows no capability."""
