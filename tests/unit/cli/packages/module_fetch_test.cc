#include "cli/packages/module_fetch.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "cli/packages/archive.h"
#include "crypto/digest.h"
#include "http/server.h"
#include "tests/support/fake_site.h"

namespace rolecall::cli {
namespace {

namespace fs = std::filesystem;

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (fs::temp_directory_path() / "rolecall-fetch-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string In(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Entry {
  std::string path, content;
  int type = AE_IFREG;
};

// A .tar.gz, or .zip.
std::string MakeArchive(const std::vector<Entry>& entries, bool zip = false) {
  std::string bytes(1u << 20, '\0');
  std::size_t used = 0;
  struct archive* writer = archive_write_new();
  if (zip) {
    archive_write_set_format_zip(writer);
  } else {
    archive_write_add_filter_gzip(writer);
    archive_write_set_format_gnutar(writer);
  }
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  for (const Entry& entry : entries) {
    struct archive_entry* header = archive_entry_new();
    archive_entry_set_pathname(header, entry.path.c_str());
    archive_entry_set_filetype(header, static_cast<unsigned>(entry.type));
    archive_entry_set_perm(header, 0644);
    if (entry.type == AE_IFLNK) archive_entry_set_symlink(header, entry.content.c_str());
    if (entry.type == AE_IFREG) archive_entry_set_size(header, static_cast<la_int64_t>(entry.content.size()));
    EXPECT_EQ(archive_write_header(writer, header), ARCHIVE_OK) << archive_error_string(writer);
    if (entry.type == AE_IFREG) archive_write_data(writer, entry.content.data(), entry.content.size());
    archive_entry_free(header);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

std::string UnpackError(const std::vector<Entry>& entries, const ArchiveBounds& bounds = {}) {
  TemporaryDirectory work;
  fs::create_directories(work.In("out"));
  const Result<void> unpacked = UnpackArchive(MakeArchive(entries), work.In("out"), bounds);
  EXPECT_FALSE(fs::exists(work.In("evil")));
  return unpacked.ok() ? "" : unpacked.error().message;
}

TEST(Archive, FilesAndDirectoriesAreUnpacked) {
  for (const bool zip : {false, true}) {
    TemporaryDirectory work;
    fs::create_directories(work.In("out"));
    const std::string bytes = MakeArchive({{"a", "", AE_IFDIR}, {"a/main.tf", "x"}, {"./b.tf", "yy"}}, zip);
    const Result<void> unpacked = UnpackArchive(bytes, work.In("out"), {});
    ASSERT_TRUE(unpacked.ok()) << unpacked.error().message;
    EXPECT_EQ(ReadText(work.In("out/a/main.tf")), "x");
    EXPECT_EQ(ReadText(work.In("out/b.tf")), "yy");
  }
}

TEST(Archive, NothingIsWrittenOutside) {
  EXPECT_NE(UnpackError({{"../evil", "x"}}).find("leads out of it"), std::string::npos);
  EXPECT_NE(UnpackError({{"a/../../evil", "x"}}).find("leads out of it"), std::string::npos);
  EXPECT_NE(UnpackError({{"/tmp/evil", "x"}}).find("absolute path"), std::string::npos);
  EXPECT_NE(UnpackError({{"link", "..", AE_IFLNK}, {"link/evil", "x"}}).find("link or a special file"),
            std::string::npos);
}

TEST(Archive, BoundsHold) {
  EXPECT_NE(UnpackError({{"a", "12345"}, {"b", "12345"}}, {.max_bytes = 9}).find("too large"), std::string::npos);
  EXPECT_NE(UnpackError({{"a", ""}, {"b", ""}}, {.max_entries = 1}).find("too many entries"), std::string::npos);
  EXPECT_NE(UnpackError({{"a", "1"}, {"a", "2"}}).find("twice"), std::string::npos);
  TemporaryDirectory work;
  EXPECT_FALSE(UnpackArchive("not an archive", work.In("x"), {}).ok());
}

struct Fetching {
  Fetching() {
    auto started = http::Server::Start({}, [this](const http::Request& request) {
      const auto found = answers.find(request.target);
      return found == answers.end() ? http::Response{.status = 404} : found->second;
    });
    EXPECT_TRUE(started.ok());
    server = *std::move(started);
    base = "http://127.0.0.1:" + std::to_string(server->port());
  }
  Result<void> Fetch(const std::string& package) {
    const engine::BackendContext context{.environment = &environment};
    SystemModuleFetcher fetcher(client, context);
    return fetcher.Fetch(engine::ParseRemotePackage(package), work.In("out"));
  }
  std::string Why(const std::string& package) {
    const Result<void> fetched = Fetch(package);
    EXPECT_FALSE(fs::exists(work.In("out")));
    return fetched.ok() ? "" : fetched.error().message;
  }

  std::map<std::string, http::Response> answers;
  std::unique_ptr<http::Server> server;
  std::string base;
  http::CurlClient client{{}};
  SystemEnvironment environment;
  TemporaryDirectory work;
};

TEST(ModuleFetch, ArchivesComeOverHttp) {
  Fetching one;
  const std::string bytes = MakeArchive({{"main.tf", "x"}});
  one.answers["/m.tar.gz"] = {.body = bytes};
  one.answers["/sum.tar.gz?checksum=sha256:" + crypto::Sha256Hex(bytes)] = {.body = bytes};
  one.answers["/bad.tar.gz?checksum=sha256:00"] = {.body = bytes};
  http::Response moved{.status = 302};
  moved.headers.Set("Location", "/m.tar.gz");
  one.answers["/moved.zip"] = moved;
  EXPECT_TRUE(one.Fetch(one.base + "/m.tar.gz").ok());
  EXPECT_EQ(ReadText(one.work.In("out/main.tf")), "x");
  fs::remove_all(one.work.In("out"));
  EXPECT_TRUE(one.Fetch(one.base + "/sum.tar.gz?checksum=sha256:" + crypto::Sha256Hex(bytes)).ok());
  fs::remove_all(one.work.In("out"));
  EXPECT_TRUE(one.Fetch(one.base + "/moved.zip").ok());
  fs::remove_all(one.work.In("out"));
  EXPECT_NE(one.Why(one.base + "/bad.tar.gz?checksum=sha256:00").find("the checksum of the archive is"),
            std::string::npos);
  EXPECT_NE(one.Why(one.base + "/nope.zip").find("status 404"), std::string::npos);
}

TEST(ModuleFetch, ServersMayPointToThePackage) {
  Fetching one;
  one.answers["/m.zip"] = {.body = MakeArchive({{"main.tf", "x"}}, true)};
  http::Response header{.status = 204};
  header.headers.Set("X-Terraform-Get", one.base + "/m.zip");
  one.answers["/mod?terraform-get=1"] = header;
  one.answers["/page?terraform-get=1"] = {.body = "<html><head><meta name=\"terraform-get\" content=\"" + one.base +
                                                  "/m.zip\"></head></html>"};
  http::Response local{.status = 204};
  local.headers.Set("X-Terraform-Get", "/etc");
  one.answers["/local?terraform-get=1"] = local;
  one.answers["/nothing?terraform-get=1"] = {.body = "hello"};
  EXPECT_TRUE(one.Fetch(one.base + "/mod").ok());
  fs::remove_all(one.work.In("out"));
  EXPECT_TRUE(one.Fetch(one.base + "/page").ok());
  fs::remove_all(one.work.In("out"));
  EXPECT_NE(one.Why(one.base + "/local").find("a file of this machine"), std::string::npos);
  EXPECT_NE(one.Why(one.base + "/nothing").find("does not say where the module is"), std::string::npos);
}

TEST(ModuleFetch, ChecksumsAreOfKnownKinds) {
  const std::string bytes = MakeArchive({{"main.tf", "x"}});
  Fetching one;
  const auto fetch = [&](const std::string& sum) {
    one.answers["/m.tar.gz?checksum=" + sum] = {.body = bytes};
    fs::remove_all(one.work.In("out"));
    const Result<void> fetched = one.Fetch(one.base + "/m.tar.gz?checksum=" + sum);
    EXPECT_EQ(fetched.ok(), fs::exists(one.work.In("out/main.tf"))) << sum;
    return fetched.ok() ? "" : fetched.error().message;
  };
  for (const std::string& sum :
       {"sha512:" + crypto::Sha512Hex(bytes), "sha1:" + crypto::Sha1Hex(bytes), "md5:" + crypto::Md5Hex(bytes),
        crypto::Sha512Hex(bytes), crypto::Sha256Hex(bytes), crypto::Sha1Hex(bytes), crypto::Md5Hex(bytes)}) {
    EXPECT_EQ(fetch(sum), "");
  }
  EXPECT_NE(fetch("sha1:" + crypto::Md5Hex(bytes)).find("the checksum of the archive is"), std::string::npos);
  for (const char* sum : {"crc32:abc", "abc", "sha3:"}) {
    EXPECT_EQ(fetch(sum), "the checksum \"" + std::string(sum) + "\" is of no known kind: sha256:HEX is wanted");
  }
}

// By servers with TLS, which a table answers for.
struct FetchingFromSite {
  std::string Why(const std::string& package) {
    const engine::BackendContext context{.environment = &environment};
    SystemModuleFetcher fetcher(site, context);
    const Result<void> fetched = fetcher.Fetch(engine::ParseRemotePackage(package), work.In("out"));
    EXPECT_EQ(fetched.ok(), fs::exists(work.In("out")));
    return fetched.ok() ? "" : fetched.error().message;
  }
  void Redirect(const std::string& from, const std::string& to) {
    http::Response moved{.status = 302};
    moved.headers.Set("Location", to);
    site.answers[from] = moved;
  }
  void Point(const std::string& from, const std::string& to) {
    http::Response pointing{.status = 204};
    pointing.headers.Set("X-Terraform-Get", to);
    site.answers[from + "?terraform-get=1"] = pointing;
  }

  FakeSite site;
  FakeEnvironment environment;
  TemporaryDirectory work;
};

TEST(ModuleFetch, RedirectsKeepTlsAndEnd) {
  FetchingFromSite one;
  one.Redirect("https://h.example/a.zip", "http://h.example/b.zip");
  one.site.answers["http://h.example/b.zip"] = {.body = MakeArchive({{"main.tf", "x"}}, true)};
  EXPECT_EQ(one.Why("https://h.example/a.zip"), "the server redirects to an address without TLS");
  EXPECT_EQ(one.site.Count("http://h.example/b.zip"), 0);
  one.Redirect("https://h.example/round.zip", "/round.zip");
  EXPECT_EQ(one.Why("https://h.example/round.zip"), "the server redirects too often");
  EXPECT_LT(one.site.Count("https://h.example/round.zip"), 20);
  one.site.failures["https://h.example/gone.zip"] = {{ErrorCode::kUnavailable, "no such host"}};
  EXPECT_EQ(one.Why("https://h.example/gone.zip"), "no such host");
  one.Redirect("https://h.example/c.zip", "https://files.example/c.zip");
  one.site.answers["https://files.example/c.zip"] = {.body = MakeArchive({{"main.tf", "x"}}, true)};
  EXPECT_EQ(one.Why("https://h.example/c.zip"), "");
  EXPECT_EQ(ReadText(one.work.In("out/main.tf")), "x");
}

TEST(ModuleFetch, PointersEndAndNameWholePackages) {
  FetchingFromSite one;
  one.Point("https://h.example/round", "https://h.example/round");
  EXPECT_EQ(one.Why("https://h.example/round"), "the address points to others too often");
  one.Point("https://h.example/near", "./beside");
  EXPECT_EQ(one.Why("https://h.example/near"), "the server points to no package");
  one.Point("https://h.example/into", "https://h.example/m.zip//inner");
  one.site.answers["https://h.example/m.zip"] = {.body = MakeArchive({{"inner/main.tf", "x"}}, true)};
  EXPECT_NE(one.Why("https://h.example/into").find("points into a package, which is not supported"), std::string::npos);
  // A page whose element is cut off, or that has no content, points to nothing.
  for (const char* page : {"<meta name=\"terraform-get\" content=\"https://h.example/m.zip",
                           "<meta name=\"terraform-get\"> content=\"https://h.example/m.zip\""}) {
    one.site.answers["https://h.example/page?terraform-get=1"] = {.body = page};
    EXPECT_NE(one.Why("https://h.example/page").find("does not say where the module is"), std::string::npos) << page;
  }
  // "archive" says that an address is one, whatever its name.
  one.site.answers["https://h.example/any?archive=zip"] = {.body = MakeArchive({{"main.tf", "x"}}, true)};
  EXPECT_EQ(one.Why("https://h.example/any?archive=zip"), "");
}

TEST(ModuleFetch, WhatIsNotSafeIsRefused) {
  Fetching one;
  EXPECT_NE(one.Why("git::ext::sh -c touch% evil").find("git does not fetch by"), std::string::npos);
  EXPECT_NE(one.Why("git::https://h/r.git?ref=--upload-pack=x").find("is not a branch"), std::string::npos);
  EXPECT_NE(one.Why("git::https://h/r.git?sshkey=AAAA").find("sshkey"), std::string::npos);
  EXPECT_NE(one.Why("hg::https://h/r").find("modules by \"hg\" are not supported"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::cli
