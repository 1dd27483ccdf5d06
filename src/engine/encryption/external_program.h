// Programs of the user's that make keys or encrypt: OpenTofu's protocol for external key providers and methods. One
// JSON document goes in; a line with the protocol's name, then one JSON document comes out.
//
//   ROLECALL_TRY(const ProgramAnswer answer, AskProgram({"./keys.py"}, kMagic, "null", context));
//
// The program has our environment, a minute, and its standard error is ours. What goes in and out is secret: no error
// tells of it. Internal to the folder.
#ifndef ROLECALL_ENGINE_ENCRYPTION_EXTERNAL_PROGRAM_H_
#define ROLECALL_ENGINE_ENCRYPTION_EXTERNAL_PROGRAM_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "engine/backend/backend.h"
#include "json/document.h"

namespace rolecall::engine {

// Wiped when it goes.
struct ProgramAnswer {
  ProgramAnswer() = default;
  ProgramAnswer(ProgramAnswer&&) = default;
  ProgramAnswer& operator=(ProgramAnswer&&) = default;
  ~ProgramAnswer();

  std::string text;  // the document; nodes have offsets into it
  json::Node root;
};
Result<ProgramAnswer> AskProgram(const std::vector<std::string>& words, const std::string& magic, std::string input,
                                 const BackendContext& context);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENCRYPTION_EXTERNAL_PROGRAM_H_
