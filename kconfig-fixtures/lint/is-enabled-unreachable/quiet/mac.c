int register_switch(void);

int probe(void)
{
	if (IS_REACHABLE(CONFIG_SWC))
		return register_switch();
	return 0;
}
