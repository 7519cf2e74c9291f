"""The published snapshot: what it holds, the forms in which each table is written, its pictures, and the folder."""
