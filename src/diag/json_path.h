// Where in a JSON document a place is: `output.a.value[0]`, the names and numbers of the objects and arrays around it,
// as an excerpt's heading says it. Empty at the outermost level and for documents whose brackets do not match.
//
// Works on the text alone. Pure; any thread.
#ifndef ROLECALL_DIAG_JSON_PATH_H_
#define ROLECALL_DIAG_JSON_PATH_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace rolecall::diag {

std::string JsonPathAround(std::string_view text, std::size_t offset);

}  // namespace rolecall::diag

#endif  // ROLECALL_DIAG_JSON_PATH_H_
