int slow(void)
{
	return !IS_ENABLED(CONFIG_FAST_PATH);
}
#ifdef CONFIG_FAST_PATH
int fast;
#endif
#define IS_ON(FAST_PATH) IS_ENABLED(FAST_PATH)
