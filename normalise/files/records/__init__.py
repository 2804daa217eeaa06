"""Files of many documents, one a record: JSONL, CSV, Parquet."""
