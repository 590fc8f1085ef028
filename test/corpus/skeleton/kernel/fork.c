int fork_count;
