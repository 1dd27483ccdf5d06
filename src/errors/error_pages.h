// The catalogue of error texts that people meet, read from docs/errors/*.md when it is first asked for.
//
//   if (const ErrorPage* page = PageOfMessage(message)) … "rolecall errors " + page->name …
//
// Threads: any.
#ifndef ROLECALL_ERRORS_ERROR_PAGES_H_
#define ROLECALL_ERRORS_ERROR_PAGES_H_

#include <string>
#include <string_view>
#include <vector>

#include "errors/error_page.h"

namespace rolecall::errors {

// All pages, by name.
const std::vector<ErrorPage>& ErrorPages();

// Null if there is none.
const ErrorPage* FindErrorPage(std::string_view name);
// The page whose text the message has most of (Likeness).
const ErrorPage* PageOfMessage(std::string_view message);
// The page for a code of explain ("trust-subject"): the longest beginning among the pages' `causes`.
const ErrorPage* PageOfCause(std::string_view code);
// Those that have the words somewhere in title or texts, for who has only a part of the message.
std::vector<const ErrorPage*> PagesWith(std::string_view words);

// "rolecall errors NAME": how a page is named to people. The program has the pages itself: no address is needed.
std::string CommandFor(const ErrorPage& page);

}  // namespace rolecall::errors

#endif  // ROLECALL_ERRORS_ERROR_PAGES_H_
