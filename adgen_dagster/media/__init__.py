"""Film and sound work with FFmpeg: paths in, paths out, nothing known of jobs or Dagster."""
