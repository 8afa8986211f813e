using Siren2.Encoding;
using Siren2.Files;
using Siren2.Losses;
using Siren2.Tests;

namespace Siren2.TorchSharp.Tests;

public sealed class DocsTests
{
    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("torchsharp.md", 5)]
    public void The_code_of_a_document_is_the_code_that_is_compiled_here(string document, int blocks) =>
        Assert.Equal(blocks, Snippets.AssertCompiled(document));

    [Fact]
    public void The_examples_run()
    {
        string before = Environment.CurrentDirectory;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("siren2-torchsharp");
        try
        {
            Environment.CurrentDirectory = folder.FullName;
            AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav"))[..6_000].Save("speech-8k.wav");
            using var encoder = new SeaNetEncoder(new SeaNetEncoderOptions(), 1, seed: 2);
            SafetensorsFile.Save("encodec.safetensors", encoder.ExportWeights());
            DocsExamples.Weights();
            Assert.Equal(SafetensorsFile.Load("encodec.safetensors").Tensors.Keys.Order(), SafetensorsFile.Load("tuned.safetensors").Tensors.Keys.Order());
            Assert.Equal(12_000, DocsExamples.Resolver().Audio.Length);
            Assert.True(GradientCheck.Run(DocsExamples.Features(), Signals.Noise(500, 1), Signals.Noise(500, 2)).Passed());
            (AudioClip low, AudioClip reference) = Signals.Speech(6_000);
            Assert.Equal(6_000, DocsExamples.Readme().FitAndPredict(low, reference).Audio.Length);
            Assert.Equal(6_000, DocsExamples.Loss().FitAndPredict(low, reference).Audio.Length);
            Assert.Equal(6_000, new Upsampler(DocsExamples.Network()).FitAndPredict(low, 22_050).Audio.Length);
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }
}
