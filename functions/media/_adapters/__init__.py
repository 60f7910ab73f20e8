"""Media's stores and services: the only SQL, CQL, S3, Step Functions and MediaConvert calls."""
