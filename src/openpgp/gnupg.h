// GnuPG's programs, run as processes of their own: nothing of OpenPGP's packets is read here.
//
//   ROLECALL_TRY(const PrivateFolder home, MakeGnupgHome());
//   ROLECALL_TRY(std::string printed, RunGnupg({"gpg", "gpg"}, home, {.words = {"--show-keys", path}}));
//
// A program sees its own empty home, an environment of PATH and LC_ALL alone, and none of our files; it may run for a
// minute. What is secret goes into its input. Errors: kUnimplemented, it is not installed (the text names Debian's
// package); else those of RunCommand (base/command.h), with the program's name. Threads: any.
#ifndef ROLECALL_OPENPGP_GNUPG_H_
#define ROLECALL_OPENPGP_GNUPG_H_

#include <cstddef>
#include <string>
#include <vector>

#include "base/private_folder.h"
#include "base/result.h"
#include "base/secret.h"

namespace rolecall::openpgp {

inline constexpr std::size_t kMaxKeyText = 256u << 10;  // of a public key, in whatever form it is given

struct GnupgTool {
  std::string program;  // looked up in our PATH
  std::string package;  // Debian's, that has it
  std::string path = "/usr/bin:/bin";
};

struct GnupgRun {
  std::vector<std::string> words;  // the arguments, but for the home
  Secret input = {};
  std::size_t max_output = 256u << 10;
  bool may_fail = false;  // what it printed is the answer, whatever its exit code
};

// An empty folder of its own, in the system's temporary one.
Result<PrivateFolder> MakeGnupgHome();
// What it printed.
Result<std::string> RunGnupg(const GnupgTool& tool, const PrivateFolder& home, const GnupgRun& run);

}  // namespace rolecall::openpgp

#endif  // ROLECALL_OPENPGP_GNUPG_H_
