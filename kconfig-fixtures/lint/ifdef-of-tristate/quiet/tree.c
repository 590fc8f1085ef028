/* Only takes in headers. */
#ifdef CONFIG_CARD
#include <linux/card.h>
#endif
