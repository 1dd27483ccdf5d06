// Stands in for `ssh` and `scp`, first in this process's PATH: commands run here, files are copied here, and what they
// were called with and configured by is kept.
#ifndef ROLECALL_TESTS_UNIT_ENGINE_PROVISION_FAKE_SSH_H_
#define ROLECALL_TESTS_UNIT_ENGINE_PROVISION_FAKE_SSH_H_

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace rolecall::engine::testing {

class FakeSsh {
 public:
  FakeSsh() : path_(getenv("PATH")) {
    std::string made = (std::filesystem::temp_directory_path() / "fake-ssh-XXXXXX").string();
    folder_ = mkdtemp(made.data());
    // The first FAILS calls say that nobody answers.
    Program("ssh", "if [ -s " + folder_ + "/fails ]; then sed -i 1d " + folder_ +
                       "/fails; echo 'connect to host: Connection refused' >&2; exit 255; fi\n"
                       "for last; do :; done\nexec sh -c \"$last\"\n");
    Program("scp",
            "flags=\nwhile [ \"$1\" != -- ]; do [ \"$1\" = -r ] && flags=-r; shift; done; shift\n"
            "for last; do :; done\neval to=${last#target:}\n"
            "while [ $# -gt 1 ]; do cp $flags \"$1\" \"$to\" || exit 1; shift; done\n");
    setenv("PATH", (folder_ + ":" + path_).c_str(), 1);
  }
  ~FakeSsh() {
    setenv("PATH", path_.c_str(), 1);
    std::filesystem::remove_all(folder_);
  }
  FakeSsh(const FakeSsh&) = delete;
  FakeSsh& operator=(const FakeSsh&) = delete;

  void FailFirst(int calls) {
    std::ofstream out(folder_ + "/fails");
    for (int i = 0; i < calls; ++i) out << "fail\n";
  }
  std::string Read(const std::string& name) const {
    std::ifstream in(folder_ + "/" + name);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  const std::string& folder() const { return folder_; }

 private:
  // Keeps its arguments, and the folder that the configuration lies in with the modes of what is in it.
  void Program(const std::string& name, const std::string& body) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path)
        << "#!/bin/sh\necho " << name << " \"$@\" >>" << folder_ << "/calls\n"
        << "was=\nfor word; do [ \"$was\" = -F ] && dir=$(dirname \"$word\"); was=$word; done\n"
        << "ls -l \"$dir\" >" << folder_ << "/modes; stat -c %a \"$dir\" >>" << folder_ << "/modes\n"
        << "for file in \"$dir\"/*; do echo \"== ${file##*/}\"; cat \"$file\"; done >" << folder_
        << "/files\n[ -x \"$dir/askpass\" ] && for q in \"me@there's password: \" \"(me@hop) Password: \"; do "
        << "\"$SSH_ASKPASS\" \"$q\"; echo \"|$SSH_ASKPASS_REQUIRE\"; done >" << folder_ << "/asked\n"
        << body;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }

  std::string path_, folder_;
};

}  // namespace rolecall::engine::testing

#endif  // ROLECALL_TESTS_UNIT_ENGINE_PROVISION_FAKE_SSH_H_
