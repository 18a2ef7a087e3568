class Calmtui < Formula
  include Language::Python::Virtualenv

  desc "@summary@"
  homepage "@home@"
  url "@sdist@"
  sha256 "@sha256@"
  license "MIT"

  depends_on "rust" => :build # pyrage is built from its source
  depends_on "python@3.14"

@resources@

  def install
    virtualenv_install_with_resources
    man1.install "calmtui/share/calmtui.1"
    man5.install "calmtui/share/calmtui-routine.5"
    bash_completion.install "calmtui/share/calmtui.bash" => "calmtui"
    zsh_completion.install "calmtui/share/_calmtui"
    fish_completion.install "calmtui/share/calmtui.fish"
  end

  test do
    ENV["CALMTUI_HOME"] = testpath.to_s
    assert_match version.to_s, shell_output("#{bin}/calmtui --version")
    assert_match "box-breathing", shell_output("#{bin}/calmtui list")
  end
end
