// Environment: the process's variables and home, as a dependency. Only cli/ and server/ make the real one.
//
//   void Configure(const Environment& environment) { region = environment.GetOr("AWS_REGION", "us-east-1"); }
//
// SystemEnvironment reads the process's own at each call (nobody here changes it); tests give a FakeEnvironment.
// Errors: none. Threads: reading from any; FakeEnvironment::Set from one, before others read.
#ifndef ROLECALL_BASE_ENVIRONMENT_H_
#define ROLECALL_BASE_ENVIRONMENT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rolecall {

class Environment {
 public:
  virtual ~Environment() = default;
  // The variable's value; nothing if it is not set. An empty value is set.
  virtual std::optional<std::string> Get(const std::string& name) const = 0;
  // All variables.
  virtual std::map<std::string, std::string> All() const = 0;
  // The variable's value, or `otherwise` if it is not set or empty.
  std::string GetOr(const std::string& name, std::string_view otherwise) const;
};

class SystemEnvironment final : public Environment {
 public:
  std::optional<std::string> Get(const std::string& name) const override;
  std::map<std::string, std::string> All() const override;
};

class FakeEnvironment final : public Environment {
 public:
  FakeEnvironment() = default;
  explicit FakeEnvironment(std::map<std::string, std::string> variables) : variables_(std::move(variables)) {}
  std::optional<std::string> Get(const std::string& name) const override;
  std::map<std::string, std::string> All() const override { return variables_; }
  void Set(const std::string& name, std::string value) { variables_[name] = std::move(value); }

 private:
  std::map<std::string, std::string> variables_;
};

}  // namespace rolecall

#endif  // ROLECALL_BASE_ENVIRONMENT_H_
