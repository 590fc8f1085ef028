int slow(void)
{
	return !IS_ENABLED(FAST_PATH);
}
#ifdef FAST_PATH
int fast;
#endif
