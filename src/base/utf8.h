// UTF-8 as it comes from outside (RFC 3629). Pure; any thread; does not allocate.
#ifndef ROLECALL_BASE_UTF8_H_
#define ROLECALL_BASE_UTF8_H_

#include <cstddef>
#include <string_view>

namespace rolecall {

// The length of the character at the front of a text that is not empty; 0: its first byte begins none.
std::size_t Utf8Length(std::string_view text);

// Whether the bytes are text that may be stored and sent on: UTF-8 in its shortest form, no surrogates, nothing above
// U+10FFFF, no NUL.
bool IsCleanUtf8(std::string_view text);

// The characters at the text's beginning that fit into so many bytes: for what is shown in part. Of text that is no
// UTF-8 at most so many bytes.
std::string_view FirstCharacters(std::string_view text, std::size_t most);

}  // namespace rolecall

#endif  // ROLECALL_BASE_UTF8_H_
