using Siren2.Tests;

namespace Siren2.Metrics.Tests;

public class ReadmeTests
{
    [Fact]
    public void Every_entry_point_has_an_example_that_is_compiled_here() => Snippets.AssertExamples(typeof(AudioComparison).Assembly);

    [Fact]
    public void The_code_of_the_readme_is_the_code_that_runs_here()
    {
        Assert.Equal(1, Snippets.AssertCompiled("README.md"));
        string before = Environment.CurrentDirectory;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("siren2-readme");
        try
        {
            Environment.CurrentDirectory = folder.FullName;
            var clip = new AudioClip(16_000, [.. Enumerable.Range(0, 16_000).Select(i => MathF.Sin(0.01f * i * (1 + (i / 16_000f))))]);
            clip.Save("original.wav");
            clip.Save("estimate.wav", WaveEncoding.Pcm16);
            Example();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }

    private static void Example()
    {
        AudioComparisonResult figures = AudioComparison.Compare(AudioClip.Load("original.wav"), AudioClip.Load("estimate.wav"), inputRate: 8_000);
        Console.WriteLine($"PSNR {figures.Psnr:F2} dB, LSD {figures.LsdHann:F3}, ESTOI {figures.ExtendedStoi:F3}");
    }
}
