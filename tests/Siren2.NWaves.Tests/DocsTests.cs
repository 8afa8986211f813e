using Siren2.Baseline;
using Siren2.Tests;

namespace Siren2.NWaves.Tests;

public sealed class DocsTests
{
    [Fact]
    public void Every_entry_point_has_an_example_that_is_compiled_here() => Snippets.AssertExamples(typeof(FilterBankLoss).Assembly);

    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("nwaves.md", 3)]
    public void The_code_of_a_document_is_the_code_that_is_compiled_here(string document, int blocks) =>
        Assert.Equal(blocks, Snippets.AssertCompiled(document));

    [Fact]
    [Trait("Suite", "slow")]
    public void The_examples_run()
    {
        string before = Environment.CurrentDirectory;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("siren2-nwaves");
        try
        {
            Environment.CurrentDirectory = folder.FullName;
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav"), "speech-8k.wav");
            var clip = AudioClip.Load("speech-8k.wav");
            AudioClip sinc = SincBaseline.Compute(clip, 16_000);
            (AudioClip result, double distortion) = DocsExamples.Readme(sinc);
            Assert.Equal((2 * clip.Length, true), (result.Length, distortion > 1));
            (double again, double distance) = DocsExamples.Metrics(sinc, result);
            Assert.Equal(distortion, again);
            Assert.InRange(distance, 1, 1_000);
            Assert.Equal(2 * clip.Length, Assert.Single(DocsExamples.Effect()).Length);
            AudioClip guided = DocsExamples.Loss().FitAndPredict(clip[..2_000], sinc[..4_000]).Audio;
            Assert.Equal(4_000, guided.Length);
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }
}
