int register_switch(void);

int probe(void)
{
	if (IS_ENABLED(CONFIG_SWC))
		return register_switch();
	return 0;
}
