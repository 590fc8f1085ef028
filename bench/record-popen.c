/*
 * popen() for a conf that is linked with --wrap=popen,--wrap=pclose: answers commands from the file that
 * KGATE_RECORD names; a command that is not in it is run and added. conf itself is not changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

FILE *__real_popen(const char *command, const char *mode);
int __real_pclose(FILE *stream);

struct answer {
	struct answer *next;
	char *command;
	char *output;
	size_t length;
};

static struct answer *answers;
static int is_loaded;

static void load(const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t words, length;

	is_loaded = 1;
	if (file == NULL)
		return;
	while (fscanf(file, "%zu %zu\n", &words, &length) == 2) {
		struct answer *one = calloc(1, sizeof(*one));

		one->command = calloc(1, words + 1);
		one->output = calloc(1, length + 1);
		one->length = length;
		if (fread(one->command, 1, words, file) != words || fread(one->output, 1, length, file) != length)
			break;
		one->next = answers;
		answers = one;
	}
	fclose(file);
}

FILE *__wrap_popen(const char *command, const char *mode)
{
	const char *path = getenv("KGATE_RECORD");
	char buffer[65536];
	struct answer *one;
	FILE *stream, *file;

	if (path == NULL)
		return __real_popen(command, mode);
	if (!is_loaded)
		load(path);
	for (one = answers; one != NULL; one = one->next) {
		if (strcmp(one->command, command) == 0) {
			FILE *memory = tmpfile();

			fwrite(one->output, 1, one->length, memory);
			rewind(memory);
			return memory;
		}
	}
	stream = __real_popen(command, mode);
	one = calloc(1, sizeof(*one));
	one->length = fread(buffer, 1, sizeof(buffer), stream);
	__real_pclose(stream);
	one->command = strdup(command);
	one->output = malloc(one->length + 1);
	memcpy(one->output, buffer, one->length);
	one->next = answers;
	answers = one;
	file = fopen(path, "ab");
	fprintf(file, "%zu %zu\n%s", strlen(command), one->length, command);
	fwrite(one->output, 1, one->length, file);
	fclose(file);
	return __wrap_popen(command, mode);
}

int __wrap_pclose(FILE *stream)
{
	if (getenv("KGATE_RECORD") == NULL)
		return __real_pclose(stream);
	return fclose(stream);
}
