using Siren2.Tests;

namespace Siren2.Onnx.Tests;

public sealed class DocsTests
{
    [Fact]
    public void Every_entry_point_has_an_example_that_is_compiled_here() => Snippets.AssertExamples(typeof(OnnxTexture).Assembly);

    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("onnx.md", 3)]
    public void The_code_of_a_document_is_the_code_that_is_compiled_here(string document, int blocks) =>
        Assert.Equal(blocks, Snippets.AssertCompiled(document));

    [Fact]
    public void The_examples_run()
    {
        string before = Environment.CurrentDirectory;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("siren2-onnx");
        try
        {
            Environment.CurrentDirectory = folder.FullName;
            var clip = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav"));
            clip[..6000].Save("speech-8k.wav");
            File.Copy(Path.Combine(AppContext.BaseDirectory, "fold.onnx"), "fold.onnx");
            UpsampleResult result = DocsExamples.Readme();
            Assert.Equal(12_000, result.Audio.Length);
            Assert.Equal(36_000, DocsExamples.Siren(AudioClip.Load("speech-8k.wav"), result).Length);
            using var network = new OnnxTexture("fold.onnx");
            Assert.NotNull(DocsExamples.Levels(network));
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }
}
