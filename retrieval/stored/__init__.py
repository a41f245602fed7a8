"""Indexes in files beside a library, and what changed since: for collections of any size."""
