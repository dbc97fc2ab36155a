"""Rules of others for the same question, each as its authors published it."""
