#include "engine/modules/install.h"

#include <gtest/gtest.h>

#include <map>

#include "engine/modules/test_module.h"
#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

// Packages as directories of files in memory.
class FakeFetcher final : public ModuleFetcher {
 public:
  explicit FakeFetcher(MemoryFileSystem& files) : files_(files) {}
  std::map<std::string, std::map<std::string, std::string>> packages;  // url?query -> files
  std::vector<std::string> log;

  Result<void> Fetch(const RemotePackage& package, const std::string& directory) override {
    const std::string name = package.url + (package.query.empty() ? "" : "?" + package.query);
    log.push_back("fetch " + name);
    const auto found = packages.find(name);
    if (found == packages.end()) return Error{ErrorCode::kUnavailable, "nobody answers"};
    for (const auto& [path, text] : found->second)
      ROLECALL_RETURN_IF_ERROR(files_.Write(JoinPath(directory, path), text, FileMode::kPublic));
    return {};
  }
  Result<void> Copy(const std::string& from, const std::string& to) override {
    log.push_back("copy " + from + " " + to);
    return files_.Write(JoinPath(to, "main.tf"), *files_.Read(JoinPath(from, "main.tf"), 1000), FileMode::kPublic);
  }
  Result<void> Remove(const std::string&) override { return {}; }

 private:
  MemoryFileSystem& files_;
};

// Answers by URL.
class FakeRegistry final : public http::Client {
 public:
  std::map<std::string, http::Response> answers;
  std::vector<http::ClientRequest> requests;
  Result<http::Response> Send(const http::ClientRequest& request) override {
    requests.push_back(request);
    const auto found = answers.find(request.url);
    if (found == answers.end()) return Error{ErrorCode::kUnavailable, "no such host"};
    return found->second;
  }
};

class Silent final : public InstallObserver {
 public:
  std::vector<std::string> lines;
  void Downloading(const std::string& what, const std::string& key) override { lines.push_back(what + " for " + key); }
  void Installed(const std::string& key, const std::string& directory) override {
    lines.push_back(key + " in " + directory);
  }
};

struct Site {
  using Texts = std::map<std::string, std::string>;
  explicit Site(Texts files) : files(std::move(files)), fetcher(this->files) {}

  // Loads the configuration; `installs` as init does.
  std::string Load(bool installs, bool upgrade = false) {
    diag::Diagnostics diagnostics;
    ModuleRegistry registry(http, hosts);
    observer.lines.clear();
    ModuleInstaller installer(files, registry, fetcher, observer, ".terraform", upgrade);
    LoadOptions options;
    options.installer = installs ? &installer : nullptr;
    options.variables = [this](const Configuration&) { return variables; };
    configuration = LoadConfiguration(files, ".", options, diagnostics);
    if (installs && !diagnostics.HasErrors()) {
      EXPECT_TRUE(installer.WriteManifest().ok());
    }
    std::string errors;
    for (const diag::Diagnostic& one : diagnostics.list()) errors += one.summary + ": " + one.detail + "\n";
    return errors;
  }
  std::string Manifest() const {
    const auto text = files.Read(".terraform/modules/modules.json", 1 << 20);
    return text.ok() ? *text : "";
  }

  MemoryFileSystem files;
  FakeFetcher fetcher;
  FakeRegistry http;
  Silent observer;
  registry::Hosts hosts;
  std::map<std::string, value::Value> variables;
  std::unique_ptr<Configuration> configuration;
};

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(ModuleInstall, GetsGitModulesAndWritesTheManifest) {
  Site site(Site::Texts{{"main.tf",
                         "module \"g\" { source = \"git::https://h/r.git//modules/x?ref=v1\" }\n"
                         "module \"l\" { source = \"./loc\" }\n"},
                        {"loc/main.tf", ""}});
  site.fetcher.packages["https://h/r.git?ref=v1"] = {{"modules/x/main.tf", "module \"y\" { source = \"../y\" }\n"},
                                                     {"modules/y/main.tf", "output \"o\" { value = 1 }\n"}};
  EXPECT_SAYS(site.Load(false), "Module not installed");
  EXPECT_EQ(site.Load(true), "");
  EXPECT_EQ(
      site.Manifest(),
      "{\"Modules\":[{\"Key\":\"\",\"Source\":\"\",\"Dir\":\".\"},"
      "{\"Key\":\"g\",\"Source\":\"git::https://h/r.git//modules/x?ref=v1\",\"Dir\":\".terraform/modules/g/modules/"
      "x\"},{\"Key\":\"g.y\",\"Source\":\"../y\",\"Dir\":\".terraform/modules/g/modules/y\"},"
      "{\"Key\":\"l\",\"Source\":\"./loc\",\"Dir\":\"loc\"}]}");
  EXPECT_EQ(site.Load(false), "");
  EXPECT_EQ(site.configuration->root->children.at("g")->children.at("y")->outputs.size(), 1u);
  // What is there stays, unless an upgrade is asked for.
  site.fetcher.log.clear();
  EXPECT_EQ(site.Load(true), "");
  EXPECT_TRUE(site.fetcher.log.empty());
  EXPECT_EQ(site.Load(true, true), "");
  EXPECT_EQ(site.fetcher.log.size(), 1u);
}

TEST(ModuleInstall, OnePackageIsFetchedOnce) {
  Site site(Site::Texts{
      {"main.tf",
       "module \"a\" { source = \"git::https://h/r.git\" }\nmodule \"b\" { source = \"git::https://h/r.git\" }\n"}});
  site.fetcher.packages["https://h/r.git"] = {{"main.tf", ""}};
  EXPECT_EQ(site.Load(true), "");
  EXPECT_EQ(site.fetcher.log,
            (std::vector<std::string>{"fetch https://h/r.git", "copy .terraform/modules/a .terraform/modules/b"}));
}

TEST(ModuleInstall, RegistryGivesTheNewestVersionThatWillDo) {
  Site site(
      Site::Texts{{"main.tf", "module \"vpc\" {\n  source  = \"tam/vpc/aws//inner\"\n  version = \"~> 5.0\"\n}\n"}});
  const std::string base = "https://registry.opentofu.org";
  site.http.answers[base + "/.well-known/terraform.json"] = {.body = "{\"modules.v1\":\"/v1/modules/\"}"};
  site.http.answers[base + "/v1/modules/tam/vpc/aws/versions"] = {
      .body =
          "{\"modules\":[{\"versions\":[{\"version\":\"5.1.0\"},{\"version\":\"5.10.0\"},{\"version\":\"6.0.0\"},"
          "{\"version\":\"5.11.0-rc1\"}]}]}"};
  http::Response download{.status = 204};
  download.headers.Set("X-Terraform-Get", "git::https://h/vpc?ref=v5.10.0");
  site.http.answers[base + "/v1/modules/tam/vpc/aws/5.10.0/download"] = download;
  site.fetcher.packages["https://h/vpc?ref=v5.10.0"] = {{"inner/main.tf", ""}};
  EXPECT_EQ(site.Load(true), "");
  EXPECT_EQ(site.observer.lines, (std::vector<std::string>{"registry.opentofu.org/tam/vpc/aws 5.10.0 for vpc",
                                                           "vpc in .terraform/modules/vpc/inner"}));
  EXPECT_SAYS(site.Manifest(), "\"Source\":\"registry.opentofu.org/tam/vpc/aws//inner\",\"Version\":\"5.10.0\"");
  EXPECT_EQ(site.Load(false), "");
  ASSERT_TRUE(site.files
                  .Write("main.tf", "module \"vpc\" {\n  source  = \"tam/vpc/aws//inner\"\n  version = \"~> 6.0\"\n}\n",
                         FileMode::kPublic)
                  .ok());
  EXPECT_SAYS(site.Load(false), "the installed version (5.10.0) is no longer acceptable");
  ASSERT_TRUE(
      site.files.Write("main.tf", "module \"vpc\" { source = \"git::https://h/vpc\" }\n", FileMode::kPublic).ok());
  EXPECT_SAYS(site.Load(false), "The source address was changed from ");
}

TEST(ModuleInstall, WhatTerraformInstalledIsTaken) {
  Site site(Site::Texts{
      {"main.tf", "module \"vpc\" {\n  source  = \"tam/vpc/aws\"\n  version = \">= 5\"\n}\n"},
      {".terraform/modules/vpc/main.tf", ""},
      {".terraform/modules/modules.json",
       "{\"Modules\":[{\"Key\":\"\",\"Source\":\"\",\"Dir\":\".\"},{\"Key\":\"vpc\",\"Source\":"
       "\"registry.terraform.io/tam/vpc/aws\",\"Version\":\"5.2.0\",\"Dir\":\".terraform/modules/vpc\"}]}"}});
  EXPECT_EQ(site.Load(false), "");
}

TEST(ModuleInstall, OfflineErrorsNameTheModuleAndTheHost) {
  Site site(Site::Texts{
      {"main.tf",
       "module \"vpc\" { source = \"tam/vpc/aws\" }\nmodule \"g\" { source = \"git::https://h/r.git\" }\n"}});
  const std::string errors = site.Load(true);
  EXPECT_SAYS(errors,
              "Failed to retrieve available versions for module \"vpc\" (main.tf:1) from registry.opentofu.org: failed "
              "to request discovery document: no such host");
  EXPECT_SAYS(errors,
              "Could not download module \"g\" (main.tf:2) source code from \"git::https://h/r.git\": nobody answers");
  EXPECT_EQ(site.Manifest(), "");
}

TEST(ModuleInstall, TokensGoToTheirHostOnly) {
  Site site(Site::Texts{{"main.tf", "module \"m\" { source = \"reg.example.com/a/b/aws\" }\n"}});
  site.hosts.tokens["reg.example.com"] = Secret("t0ken");
  site.hosts.services["reg.example.com"][registry::kModules] = "https://reg.example.com/m/";
  http::Response elsewhere{.status = 302};
  elsewhere.headers.Set("Location", "https://cdn.example.net/versions");
  site.http.answers["https://reg.example.com/m/a/b/aws/versions"] = elsewhere;
  site.http.answers["https://cdn.example.net/versions"] = {.body = "{\"modules\":[{\"versions\":[]}]}"};
  EXPECT_SAYS(site.Load(true), "Module has no versions");
  ASSERT_EQ(site.http.requests.size(), 2u);
  EXPECT_EQ(site.http.requests[0].headers.Get("Authorization"), "Bearer t0ken");
  EXPECT_EQ(site.http.requests[1].headers.Get("Authorization"), "");
}

TEST(ModuleInstall, SourcesMayHaveVariablesAndLocals) {
  Site site(Site::Texts{{"main.tf",
                         "variable \"ref\" {}\nvariable \"dir\" { default = \"mod\" }\n"
                         "locals { base = \"./${var.dir}\" }\n"
                         "module \"a\" {\n  source = \"git::https://h/r.git?ref=${var.ref}\"\n}\n"
                         "module \"b\" {\n  source = local.base\n  inner = upper(\"x\")\n}\n"},
                        {"mod/main.tf", "variable \"inner\" {}\nmodule \"c\" { source = \"./${lower(var.inner)}\" }\n"},
                        {"mod/x/main.tf", ""}});
  site.fetcher.packages["https://h/r.git?ref=v9"] = {{"main.tf", ""}};
  site.variables["ref"] = value::Value::String("v9");
  EXPECT_EQ(site.Load(true), "");
  EXPECT_EQ(site.configuration->root->children.at("b")->children.at("c")->directory, "mod/x");
}

TEST(ModuleInstall, SourcesMustBeKnownBeforehand) {
  Site site(
      Site::Texts{{"main.tf",
                   "variable \"ref\" {}\nresource \"aws_thing\" \"t\" {}\nlocals {\n  a = local.b\n  b = local.a\n}\n"
                   "module \"a\" { source = \"./${var.ref}\" }\nmodule \"b\" { source = \"./${aws_thing.t.id}\" }\n"
                   "module \"c\" { source = local.a }\n"}});
  const std::string errors = site.Load(true);
  EXPECT_SAYS(errors, "Failed to request input from user for variable var.ref: \n");
  EXPECT_SAYS(errors, "module.a.source depends on var.ref which is not available");
  EXPECT_SAYS(errors, "Unable to use aws_thing.t in static context, which is required by module.b.source\n");
  EXPECT_SAYS(errors, "Circular reference: local.a is self referential");
  EXPECT_SAYS(errors, "Unable to compute static value: local.a depends on local.b which is not available");
  EXPECT_SAYS(errors, "module.c.source depends on local.a which is not available");
}

TEST(ModuleInstall, ConfusedSourcesGetAdvice) {
  EXPECT_SAYS((Site(Site::Texts{{"main.tf", "module \"m\" { source = \"boop/bloop\" }\n"}}).Load(true)),
              "use \"./boop/bloop\" instead");
  EXPECT_SAYS((Site(Site::Texts{{"main.tf", "module \"m\" {\n source = \"./x\"\n version = \"1\"\n}\n"}}).Load(true)),
              "because you also set the argument \"version\"");
}

// A module of a registry that answers as the test says.
struct RegistrySite : Site {
  explicit RegistrySite(const std::string& version = "")
      : Site(Texts{{"main.tf", "module \"m\" {\n  source = \"reg.example.com/a/b/aws\"\n" +
                                   (version.empty() ? "" : "  version = \"" + version + "\"\n") + "}\n"}}) {
    hosts.services["reg.example.com"][registry::kModules] = "https://reg.example.com/m/";
    Versions(200, R"({"modules":[{"versions":[{"version":"1.0.0"},{"version":""},{"version":"0.9.0"}]}]})");
    fetcher.packages["https://h/r.git"] = {{"main.tf", ""}};
  }
  void Versions(int status, const std::string& body) {
    http.answers["https://reg.example.com/m/a/b/aws/versions"] = {.status = status, .body = body};
  }
  void Download(int status, const std::string& location, const std::string& body = "") {
    http::Response answer{.status = status, .body = body};
    if (!location.empty()) answer.headers.Set("X-Terraform-Get", location);
    http.answers["https://reg.example.com/m/a/b/aws/1.0.0/download"] = answer;
  }
};

TEST(ModuleInstall, WhatARegistryAnswersWronglyIsTold) {
  RegistrySite site;
  const auto says = [&](int status, const std::string& body) {
    site.Versions(status, body);
    return site.Load(true);
  };
  EXPECT_SAYS(says(404, ""),
              "Module not found: Failed to retrieve available versions for module \"m\" (main.tf:1) from "
              "reg.example.com: module reg.example.com/a/b/aws was not found at reg.example.com.");
  EXPECT_SAYS(says(401, ""), "Error accessing remote module registry: ");
  EXPECT_SAYS(says(401, ""), "reg.example.com answered with status 401");
  EXPECT_SAYS(says(500, "{}"), "reg.example.com answered with status 500");
  EXPECT_SAYS(says(200, "[]"), "the list of versions of reg.example.com is not a JSON object");
  EXPECT_SAYS(says(200, "<html>"), "the list of versions of reg.example.com is not a JSON object");
  EXPECT_SAYS(says(200, "{}"), "the list of versions of reg.example.com names no module");
  EXPECT_SAYS(says(200, R"({"modules":[]})"), "names no module");
  EXPECT_SAYS(says(200, R"({"modules":[{}]})"), "the list of versions of reg.example.com is not a list");
  EXPECT_SAYS(says(200, R"({"modules":[7]})"), "the list of versions of reg.example.com is not a list");
  EXPECT_TRUE(site.fetcher.log.empty());
  EXPECT_EQ(site.Manifest(), "");
}

TEST(ModuleInstall, AVersionThatNobodyHasIsTold) {
  EXPECT_SAYS(RegistrySite("~> 9.0").Load(true),
              "Unresolvable module version constraint: There is no available version of module \"m\" (main.tf:1) which "
              "matches the given version constraint. The newest available version is 1.0.0.");
  EXPECT_SAYS(RegistrySite("about 1").Load(true), "Invalid version constraint");
}

TEST(ModuleInstall, WhereAPackageLiesIsSaidByHeaderOrBody) {
  RegistrySite site;
  site.Download(204, "git::https://h/r.git");
  EXPECT_EQ(site.Load(true, true), "");
  site.Download(200, "", R"({"location":"git::https://h/r.git"})");
  EXPECT_EQ(site.Load(true, true), "");
  EXPECT_EQ(site.fetcher.log, (std::vector<std::string>{"fetch https://h/r.git", "fetch https://h/r.git"}));
  // Relative to the address that was asked.
  site.Download(204, "./pack.zip");
  EXPECT_SAYS(site.Load(true, true), "Could not download module \"m\" (main.tf:1)");
  EXPECT_SAYS(site.fetcher.log.back(), "https://reg.example.com/m/a/b/aws/1.0.0/pack.zip");
  site.Download(204, "/pack.zip");
  EXPECT_SAYS(site.Load(true, true), "Could not download module \"m\" (main.tf:1)");
  EXPECT_SAYS(site.fetcher.log.back(), "https://reg.example.com/pack.zip");
}

TEST(ModuleInstall, ARegistryThatNamesNoPackageIsTold) {
  RegistrySite site;
  const auto says = [&](int status, const std::string& location, const std::string& body = "") {
    site.Download(status, location, body);
    return site.Load(true);
  };
  EXPECT_SAYS(says(404, ""),
              "Failed to download module: Could not download module \"m\" (main.tf:1) source code from "
              "\"reg.example.com/a/b/aws\": reg.example.com answered with status 404.");
  EXPECT_SAYS(says(503, ""), "reg.example.com answered with status 503");
  for (const char* body : {"", "{}", "nonsense"}) {
    EXPECT_SAYS(says(200, "", body), "reg.example.com does not say where version 1.0.0 is");
  }
  EXPECT_SAYS(says(204, ""), "reg.example.com does not say where version 1.0.0 is");
  EXPECT_SAYS(says(204, "other/module/aws"), "reg.example.com names no package to download");
  EXPECT_TRUE(site.fetcher.log.empty());
}

TEST(ModuleInstall, AStarStandsForTheOneDirectoryOfAPackage) {
  const auto site_of = [](const std::string& subdirectory) {
    return Site::Texts{{"main.tf", "module \"m\" { source = \"git::https://h/r.git//" + subdirectory + "\" }\n"}};
  };
  Site site(site_of("*/mod"));
  site.fetcher.packages["https://h/r.git"] = {{"r-1a2b/mod/main.tf", ""}, {"README", ""}};
  EXPECT_EQ(site.Load(true), "");
  EXPECT_EQ(site.configuration->root->children.at("m")->directory, ".terraform/modules/m/r-1a2b/mod");
  Site two(site_of("*/mod"));
  two.fetcher.packages["https://h/r.git"] = {{"r-1/mod/main.tf", ""}, {"r-2/mod/main.tf", ""}};
  EXPECT_SAYS(two.Load(true), "the package has no directory \"*/mod\"");
  Site none(site_of("mod"));
  none.fetcher.packages["https://h/r.git"] = {{"main.tf", ""}};
  EXPECT_SAYS(none.Load(true), "the package has no directory \"mod\"");
}

TEST(ModuleInstall, WhatIsForgottenIsNotInTheManifest) {
  Site site(Site::Texts{{".terraform/modules/modules.json", "{\"Modules\":[]}"}});
  ModuleRegistry registry(site.http, site.hosts);
  ModuleInstaller installer(site.files, registry, site.fetcher, site.observer, ".terraform", false);
  installer.NoteLocal("kept", "./kept", "kept", {});
  installer.NoteLocal("gone", "./gone", "gone", {});
  installer.Forget("gone");
  ASSERT_TRUE(installer.WriteManifest().ok());
  EXPECT_EQ(site.Manifest(),
            "{\"Modules\":[{\"Key\":\"\",\"Source\":\"\",\"Dir\":\".\"},{\"Key\":\"kept\",\"Source\":\"./kept\","
            "\"Dir\":\"kept\"}]}");
}

TEST(ModuleInstall, AManifestThatIsDamagedIsTold) {
  for (const char* text : {"", "nonsense", "{}", "{\"Modules\":{}}"}) {
    Site site(Site::Texts{{"main.tf", ""}, {".terraform/modules/modules.json", text}});
    EXPECT_SAYS(site.Load(false), "Invalid module manifest: The file ");
  }
  Site large(Site::Texts{{"main.tf", ""}, {".terraform/modules/modules.json", std::string((16u << 20) + 1, ' ')}});
  EXPECT_SAYS(large.Load(false), "Failed to read the module manifest: The file ");
}

TEST(ModuleInstall, SourcesMayHavePathsAndTheWorkspace) {
  Site site(Site::Texts{{"main.tf",
                         "module \"a\" { source = \"./${terraform.workspace}/${basename(\"x/y\")}\" }\n"
                         "module \"b\" { source = \"${path.module}/b\" }\n"},
                        {"default/y/main.tf", ""},
                        {"b/main.tf", ""}});
  EXPECT_EQ(site.Load(true), "");
  EXPECT_EQ(site.configuration->root->children.at("a")->directory, "default/y");
  EXPECT_EQ(site.configuration->root->children.at("b")->directory, "b");
}

TEST(ModuleInstall, SourcesThatNoSourceCanBeAreTold) {
  const auto says = [](const std::string& source) {
    return Site(Site::Texts{{"main.tf",
                             "variable \"s\" {\n  default   = \"x\"\n  sensitive = true\n}\nmodule \"m\" {\n  "
                             "source = " +
                                 source + "\n}\n"},
                            {"x/main.tf", ""}})
        .Load(true);
  };
  EXPECT_SAYS(says("\"./${var.s}\""),
              "Sensitive value not allowed: Sensitive values, or values derived from sensitive values, cannot be used "
              "as module.m.source.");
  EXPECT_SAYS(says("[\"x\"]"), "Unsuitable value type: Unsuitable value: string required");
  EXPECT_SAYS(says("null"), "Unsuitable value type: Unsuitable value: null value is not allowed");
  EXPECT_SAYS(says("\"\""), "Failed to parse module source address: invalid source string: .");
  EXPECT_SAYS(says("\"github.com/user\""), "a source at github.com is github.com/USER/REPOSITORY, but this is");
  EXPECT_SAYS(says("\"git::nowhere\""), "the address after \"git::\" has no scheme such as https://");
}

// Where the module of a run of "tests/main.tftest.hcl" lies.
std::string TestModuleAt(Site& site, const TestModuleCall& call, bool installs) {
  diag::Diagnostics diagnostics;
  LoadOptions options;
  const auto configuration = LoadConfiguration(site.files, ".", options, diagnostics);
  ModuleRegistry registry(site.http, site.hosts);
  ModuleInstaller installer(site.files, registry, site.fetcher, site.observer, ".terraform", false);
  const auto found =
      LocateTestModule(site.files, *configuration, ".terraform", call, installs ? &installer : nullptr, diagnostics);
  EXPECT_EQ(found.has_value(), !diagnostics.HasErrors());
  if (installs && found) {
    EXPECT_TRUE(installer.WriteManifest().ok());
  }
  return found ? *found : diagnostics.list().back().summary + ": " + diagnostics.list().back().detail;
}

TEST(TestModule, IsInstalledUnderTheNameOfItsFileAndRun) {
  Site site(Site::Texts{{"main.tf", ""}, {"setup/main.tf", ""}});
  const TestModuleCall local{"tests/main.tftest.hcl", "setup", "./setup", "", {}};
  EXPECT_EQ(TestModuleAt(site, local, false), "setup");
  const TestModuleCall remote{"tests/main.tftest.hcl", "remote", "git::https://h/r.git", "", {}};
  EXPECT_SAYS(TestModuleAt(site, remote, false), "Module not installed");
  EXPECT_SAYS(TestModuleAt(site, remote, true), "Could not download module \"remote\"");
  site.fetcher.packages["https://h/r.git"] = {{"main.tf", ""}};
  EXPECT_EQ(TestModuleAt(site, remote, true), ".terraform/modules/test.tests.main.remote");
  EXPECT_SAYS(site.Manifest(),
              "{\"Key\":\"test.tests.main.remote\",\"Source\":\"git::https://h/r.git\",\"Dir\":"
              "\".terraform/modules/test.tests.main.remote\"}");
  EXPECT_EQ(TestModuleAt(site, remote, false), ".terraform/modules/test.tests.main.remote");
  // That of another file or run is another one; the syntax of the file does not matter.
  TestModuleCall other = remote;
  other.run = "again";
  EXPECT_SAYS(TestModuleAt(site, other, false), "Module not installed");
  other = remote;
  other.file = "main.tftest.hcl";
  EXPECT_SAYS(TestModuleAt(site, other, false), "Module not installed");
  for (const char* file : {"tests/main.tofutest.hcl", "tests/main.tftest.json", "tests/main.tofutest.json"}) {
    other.file = file;
    EXPECT_EQ(TestModuleAt(site, other, false), ".terraform/modules/test.tests.main.remote") << file;
  }
}

}  // namespace
}  // namespace rolecall::engine
