int register_switch(void)
{
	return 0;
}
