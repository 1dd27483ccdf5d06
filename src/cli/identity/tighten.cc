// `rolecall tighten`: the smallest policy for what a role did, from audit logs.
#include "policy/tighten/tighten.h"

#include <boost/json.hpp>
#include <ostream>

#include "cli/check/event_files.h"
#include "cli/identity/access_source.h"
#include "cli/identity/commands.h"
#include "cli/identity/principal_policies.h"
#include "cli/identity/tighten_text.h"
#include "cli/plane/plane_client.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxPolicyBytes = 1u << 20;

boost::json::array CallsJson(const policy::AccessLog::Calls& calls) {
  boost::json::array list;
  for (const auto& [access, count] : calls) {
    list.push_back(boost::json::object{{"action", access.action}, {"resource", access.resource}, {"calls", count}});
  }
  return list;
}

boost::json::array UnusedJson(const std::vector<policy::UnusedGrant>& unused) {
  boost::json::array list;
  for (const policy::UnusedGrant& grant : unused) {
    list.push_back(boost::json::object{{"policy", grant.policy},
                                       {"statement", grant.statement},
                                       {"sid", grant.sid},
                                       {"action", grant.action},
                                       {"used", boost::json::array(grant.used.begin(), grant.used.end())}});
  }
  return list;
}

std::string Plural(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

class TightenCommand final : public Command {
 public:
  std::string name() const override { return "tighten"; }
  std::string summary() const override { return "Make the smallest policy for what a role did, from audit logs"; }
  std::string usage() const override { return "--role ROLE --events FILE… [options]"; }
  std::string details() const override {
    return "The files are audit logs of `rolecall serve` (audit.log in its data directory) or CloudTrail's, also .gz.\n"
           "Denied calls are left out. Today's policies of the role come from a configuration directory (--dir), a\n"
           "state (--state, --backend), policy files (--policy) or the live endpoint; then the answer also is a diff\n"
           "and says what the role has and did not use. The new policy is put to the engine with every access of the\n"
           "logs; if one were not allowed there would be no answer.";
  }
  void Declare(Flags& flags) override {
    flags.Text("role", "ROLE", &role_, "The role's name, or its ARN");
    flags.List("events", "FILE", &files_, "An audit log; may be repeated, further arguments are files too");
    flags.Number("max-resources", "N", &max_resources_,
                 "More resources of a kind under one action become one pattern [10]");
    flags.List("policy", "FILE", &policy_files_, "One of today's policies of the role; may be repeated");
    flags.Switch("offline", &offline_, "Ask no endpoint");
    flags.Text("out", "FILE", &out_, "Also write the policy to this file");
    flags.Switch("json", &json_, "Print JSON");
    source_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    files_.insert(files_.end(), positional.begin(), positional.end());
    if (role_.empty() || files_.empty()) return FailUsage(context, *this, "--role and --events are needed");
    if (max_resources_ < 1) return FailUsage(context, *this, "--max-resources is at least 1");
    policy::AccessLog log(role_);
    for (const std::string& file : files_) {
      Result<std::string> text = ReadEventFile(context.files, file);
      if (!text.ok()) return Fail(context, text.error().message);
      Result<void> read = log.Read(*text);
      if (!read.ok()) return Fail(context, file + ": " + read.error().message);
    }
    Result<policy::TightPolicy> tight = Tighten(context, log);
    if (!tight.ok()) return Fail(context, tight.error().message);
    if (!out_.empty()) {
      Result<void> written = context.files.Write(out_, tight->json, FileMode::kPublic);
      if (!written.ok()) return Fail(context, written.error().message);
    }
    context.out << (json_ ? Json(log, *tight) : Text(log, *tight));
    return kExitOk;
  }

 private:
  Result<policy::TightPolicy> Tighten(CommandContext& context, const policy::AccessLog& log) {
    if (log.events() == 0) {
      return Error{ErrorCode::kNotFound,
                   "no event of a session of " + role_ + " among " + Plural(log.others(), "event")};
    }
    ROLECALL_RETURN_IF_ERROR(ReadCurrent(context, log));
    policy::TightenOptions options;
    options.max_resources = static_cast<std::size_t>(max_resources_);
    options.current = current_;
    return policy::Tighten(log.allowed(), options);
  }

  Result<void> ReadCurrent(CommandContext& context, const policy::AccessLog& log) {
    for (const std::string& file : policy_files_) {
      ROLECALL_TRY(std::string text, context.files.Read(file, kMaxPolicyBytes));
      current_.push_back({file, std::move(text)});
    }
    if (!source_.is_live()) return ReadConfigured(context, log);
    bool live = !source_.endpoint.empty() || !context.environment.GetOr("AWS_ENDPOINT_URL", "").empty();
    if (!policy_files_.empty() || offline_ || !live) return {};
    const std::string url = source_.endpoint == "aws" ? "https://iam.amazonaws.com" : source_.endpoint;
    ROLECALL_TRY(std::unique_ptr<PlaneClient> plane,
                 PlaneClient::Connect(context, url, PlaneClient::Reach::kPlaneOrAws));
    Result<std::optional<PrincipalPolicies>> found = FetchPrincipalPolicies(plane->client(), log.role_arn());
    if (!found.ok()) {
      return Error{found.error().code, "today's policies of the role could not be read: " + found.error().message +
                                           " (with --offline there is an answer without them)"};
    }
    if (*found) current_ = std::move((*found)->identity);
    return {};
  }

  // As a directory or a state has them.
  Result<void> ReadConfigured(CommandContext& context, const policy::AccessLog& log) {
    AccessSource source(context, source_, "eks.amazonaws.com");
    if (!source.Read()) return Error{ErrorCode::kInvalidArgument, "today's policies of the role could not be read"};
    const access::IdentityModel& model = source.model();
    const access::Role* role = model.FindRole(log.role_arn());
    if (role == nullptr) role = model.FindRoleByName(log.role_name());
    if (role == nullptr) {
      return Error{ErrorCode::kNotFound, "no role " + log.role_name() + " in the configuration or state"};
    }
    for (const access::PolicyDocument* document : model.IdentityPolicies(*role)) {
      if (!document->known) return Error{ErrorCode::kNotFound, "the text of " + document->name + " is not known yet"};
      const std::string place = document->origin.Text();
      current_.push_back({document->name + (place.empty() ? "" : " (" + place + ")"), document->text});
    }
    return {};
  }

  std::string Terraform(const policy::AccessLog& log, const policy::TightPolicy& tight) const {
    return current_.empty() ? TerraformResource(log.role_name(), tight.json) : TerraformDiff(current_, tight.json);
  }

  std::string Json(const policy::AccessLog& log, const policy::TightPolicy& tight) const {
    boost::json::array notes(tight.notes.begin(), tight.notes.end());
    const boost::json::object answer{{"role", log.role_arn()},
                                     {"events", log.events()},
                                     {"otherEvents", log.others()},
                                     {"policy", boost::json::parse(tight.json)},
                                     {"terraform", Terraform(log, tight)},
                                     {"used", CallsJson(log.allowed())},
                                     {"denied", CallsJson(log.denied())},
                                     {"withoutResource", CallsJson(log.guessed())},
                                     {"unused", UnusedJson(tight.unused)},
                                     {"notes", std::move(notes)},
                                     {"proven", tight.proven}};
    return boost::json::serialize(answer) + "\n";
  }

  std::string Text(const policy::AccessLog& log, const policy::TightPolicy& tight) const {
    std::string text = "Role " + log.role_arn() + ": " + Plural(log.events(), "call") + " in " +
                       Plural(files_.size(), "file") + "; " + Plural(log.others(), "event") +
                       " of others passed over.\n\n" + tight.json + "\nTerraform:\n\n" + Terraform(log, tight);
    if (!tight.unused.empty()) text += "\nWhat the role has and did not use:\n";
    for (const policy::UnusedGrant& grant : tight.unused) text += "  " + Unused(grant) + "\n";
    text += Section("Denied, and left out", log.denied());
    text += Section("Taken for any resource (\"*\"), because the log names none", log.guessed());
    if (!tight.notes.empty()) text += "\nNotes:\n";
    for (const std::string& note : tight.notes) text += "  " + note + "\n";
    return text + "\nProven: the new policy allows each of " + std::to_string(tight.proven) +
           " pairs of action and resource that the logs show.\n";
  }

  static std::string Unused(const policy::UnusedGrant& grant) {
    std::string text = grant.policy + ", statement " + std::to_string(grant.statement);
    if (!grant.sid.empty()) text += " (" + grant.sid + ")";
    text += ": " + grant.action;
    for (std::size_t i = 0; i < grant.used.size(); ++i) text += (i == 0 ? " beyond " : ", ") + grant.used[i];
    return text;
  }

  static std::string Section(const std::string& title, const policy::AccessLog::Calls& calls) {
    if (calls.empty()) return "";
    std::string text = "\n" + title + ":\n";
    for (const auto& [access, count] : calls) {
      text += "  " + access.action + " on " + access.resource + " (" + Plural(count, "call") + ")\n";
    }
    return text;
  }

  AccessFlags source_;
  std::string role_, out_;
  std::vector<std::string> files_, policy_files_;
  int max_resources_ = 10;
  bool offline_ = false, json_ = false;
  std::vector<policy::NamedPolicy> current_;
};

}  // namespace

std::unique_ptr<Command> MakeTightenCommand() { return std::make_unique<TightenCommand>(); }

}  // namespace rolecall::cli
