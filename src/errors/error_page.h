// An error text that people meet, as a page: docs/errors/NAME.md, shown by `rolecall errors` and by the site.
//
// A page is
//
//   ---
//   title: "One line"
//   from: Who says it
//   plane: true | false            (whether it stands in this program, too)
//   texts:
//     - "What is said; … stands for what differs"
//   causes: trust- role-           (may be left out: beginnings of explain's codes that lead here)
//   ---
//
//   # One line
//   ## Cause … ## Check … ## Fix …
//
// in this order, or it is refused. A test reads all pages, so none is refused in front of a user.
#ifndef ROLECALL_ERRORS_ERROR_PAGE_H_
#define ROLECALL_ERRORS_ERROR_PAGE_H_

#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::errors {

// Points into the texts that it was read from.
struct ErrorPage {
  std::string_view name, title, from;
  bool of_plane = false;
  std::vector<std::string_view> texts, causes;
  std::string_view body;  // Markdown, from its heading on
};

// `file`: "NAME.md". kDataLoss: "NAME.md, line 3: …".
Result<ErrorPage> ParseErrorPage(std::string_view file, std::string_view text);

// How much of a page's text a message has: the letters of the text's parts between its …, if all of them are in the
// message in this order (capitals count as small letters); 0 if not.
std::size_t Likeness(std::string_view text, std::string_view message);

}  // namespace rolecall::errors

#endif  // ROLECALL_ERRORS_ERROR_PAGE_H_
