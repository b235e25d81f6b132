"""What is shown: the view, its faces in Markdown and Excel, exports, findings, the story of one number."""
