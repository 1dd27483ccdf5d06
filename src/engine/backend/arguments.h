// Reads the arguments of a backend block: typed access that remembers what was asked for, so that what is left over
// can be reported, with a suggestion.
//
//   ArgumentReader arguments(config.arguments, "s3", config.place, diagnostics);
//   std::string bucket = arguments.Required("bucket");
//   bool encrypt = arguments.Flag("encrypt", false);
//   arguments.Finish();      // everything not asked for is an unsupported argument
//
// Texts that look like numbers or booleans are taken where those are wanted (-backend-config gives texts only).
// Mistakes go to the diagnostics, and the default is returned. Internal to the backends.
#ifndef ROLECALL_ENGINE_BACKEND_ARGUMENTS_H_
#define ROLECALL_ENGINE_BACKEND_ARGUMENTS_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "value/value.h"

namespace rolecall::engine {

class ArgumentReader {
 public:
  ArgumentReader(const value::Value& arguments, std::string where, diag::Range place, diag::Diagnostics& diagnostics);

  // True if the argument is there and not null.
  bool Has(const std::string& name);
  std::string Text(const std::string& name, std::string otherwise = "");
  std::string Required(const std::string& name);
  bool Flag(const std::string& name, bool otherwise);
  long long Integer(const std::string& name, long long otherwise);
  std::vector<std::string> Texts(const std::string& name);
  std::vector<std::pair<std::string, std::string>> TextMap(const std::string& name);
  // A nested block or object; of a list the only element. Nothing if it is not there.
  std::optional<value::Value> Object(const std::string& name);
  // Refuses the argument, saying why, if it is given.
  void Refuse(const std::string& name, const std::string& why);
  // Accepts the argument without a meaning for us.
  void Ignore(const std::string& name) { Has(name); }
  void AddError(std::string summary, std::string detail);
  void Finish();

 private:
  const value::Value* Find(const std::string& name);
  void WrongType(const std::string& name, const std::string& wanted);

  value::Value arguments_;
  std::string where_;
  diag::Range place_;
  diag::Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_BACKEND_ARGUMENTS_H_
