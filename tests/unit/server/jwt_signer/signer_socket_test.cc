#include "server/jwt_signer/signer_socket.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

namespace rolecall::server {
namespace {

GrpcAnswer Nothing(const GrpcPeer&, std::string_view, std::string_view) { return {}; }

class SignerSocketTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/signer-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = folder_ + "/run/signer.sock";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  int Connect() const {
    const int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.data(), path_.size());
    if (connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return connection;
    close(connection);
    return -1;
  }
  // What the other side does next, within a minute: its first bytes, or "" for the end.
  static std::string Hear(int connection) {
    pollfd wait{connection, POLLIN, 0};
    EXPECT_GT(poll(&wait, 1, 60000), 0);
    char buffer[256];
    const ssize_t size = recv(connection, buffer, sizeof buffer, 0);
    return size > 0 ? std::string(buffer, static_cast<std::size_t>(size)) : "";
  }
  static mode_t Mode(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0);
    return status.st_mode & 0777;
  }
  Result<std::unique_ptr<SignerSocket>> Open() { return SignerSocket::Open({.path = path_, .owner = {}}, Nothing); }

  std::string folder_, path_;
};

TEST_F(SignerSocketTest, IsForItsOwnerAloneAndGoesWithTheServer) {
  auto socket = Open();
  ASSERT_TRUE(socket.ok()) << socket.error().message;
  EXPECT_EQ(Mode(path_), 0600u);
  EXPECT_EQ(Mode(folder_ + "/run"), 0700u);
  const int connection = Connect();
  ASSERT_GE(connection, 0);
  // The server speaks first: its settings.
  EXPECT_FALSE(Hear(connection).empty());
  *socket = nullptr;
  EXPECT_FALSE(std::filesystem::exists(path_));
  while (!Hear(connection).empty()) {
  }
  close(connection);
}

TEST_F(SignerSocketTest, AnotherProtocolIsHungUpOn) {
  auto socket = Open();
  ASSERT_TRUE(socket.ok());
  const int connection = Connect();
  constexpr std::string_view kText = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  ASSERT_EQ(send(connection, kText.data(), kText.size(), 0), static_cast<ssize_t>(kText.size()));
  while (!Hear(connection).empty()) {
  }
  close(connection);
}

TEST_F(SignerSocketTest, ConnectionsAreBoundedAndTheirPlacesAreFreedAgain) {
  auto socket = Open();
  ASSERT_TRUE(socket.ok());
  std::vector<int> held;
  for (std::size_t i = 0; i < kMaxSignerPeers; ++i) {
    held.push_back(Connect());
    EXPECT_FALSE(Hear(held.back()).empty());
  }
  const int refused = Connect();
  EXPECT_EQ(Hear(refused), "");
  close(refused);
  for (const int connection : held) close(connection);
  // Its thread sees the end within a moment.
  for (int tries = 0; tries < 600; ++tries) {
    const int again = Connect();
    const bool heard = !Hear(again).empty();
    close(again);
    if (heard) return;
    usleep(100000);
  }
  FAIL() << "no place became free";
}

TEST_F(SignerSocketTest, ADirectoryThatOthersWriteIsRefused) {
  std::filesystem::create_directory(folder_ + "/run");
  chmod((folder_ + "/run").c_str(), 0777);
  auto socket = Open();
  ASSERT_FALSE(socket.ok());
  EXPECT_EQ(socket.error().code, ErrorCode::kPermissionDenied);
}

TEST_F(SignerSocketTest, ASocketThatAnswersIsNotReplacedAndADeadOneIs) {
  {
    auto first = Open();
    ASSERT_TRUE(first.ok());
    auto second = Open();
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::kAlreadyExists);
  }
  const int dead = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path_.data(), path_.size());
  ASSERT_EQ(bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  close(dead);
  EXPECT_TRUE(Open().ok());
}

TEST_F(SignerSocketTest, AFileAtItsPathIsLeftAlone) {
  std::filesystem::create_directory(folder_ + "/run");
  std::ofstream(path_) << "precious";
  auto socket = Open();
  ASSERT_FALSE(socket.ok());
  EXPECT_EQ(socket.error().code, ErrorCode::kAlreadyExists);
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(SignerSocketTest, APathIsAbsoluteAndNotTooLong) {
  EXPECT_EQ(SignerSocket::Open({.path = "signer.sock", .owner = {}}, Nothing).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(SignerSocket::Open({.path = "/" + std::string(120, 'x'), .owner = {}}, Nothing).error().code,
            ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace rolecall::server
