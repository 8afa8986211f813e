using NAudio.Wave;
using NAudioPlayer.Decoders;

namespace Siren2.NAudio.Tests;

/// <summary>The code of the README and of the page of documentation, compiled.</summary>
internal static class DocsExamples
{
    public static int Play(Action<ISampleProvider> play)
    {
        using var reader = new WaveFileReader("speech-8k.wav");
        using NAudioSource source = NAudioSource.FromStream(reader);
        using var resolving = new SuperResolvingSampleProvider(source, 16_000);
        resolving.WaitUntilReady();
        play(resolving);
        return (int)resolving.UnderrunCount;
    }

    public static void Write()
    {
        using var reader = new WaveFileReader("speech-8k.wav");
        using NAudioSource source = NAudioSource.FromStream(reader);
        AudioClip result = new Upsampler().FitAndPredict(source.Read(0, (int)source.Length), 16_000).Audio;
        WaveFileWriter.CreateWaveFile16("speech-16k.wav", result.AsSampleProvider());
    }

    public static long Mp3()
    {
        using var mp3 = new Mp3FileReaderBase("speech.mp3", format => new NLayerDecompressor(format));
        using NAudioSource source = NAudioSource.FromStream(mp3);
        return source.Length;
    }

    public static void Seek(IAudioSource source, CancellationToken cancellationToken)
    {
        var options = new SuperResolvingOptions { LookAhead = TimeSpan.FromSeconds(30), OnUnderrun = UnderrunBehavior.Silence };
        UpsamplePlan plan = new Upsampler(new UpsamplerOptions { Detail = 1 }).Plan(source, 16_000, cancellationToken);
        using var resolving = new SuperResolvingSampleProvider(plan, options, cancellationToken);
        resolving.CurrentTime = TimeSpan.FromSeconds(1.5);
        resolving.WaitUntilReady(cancellationToken);
        using WaveStream stream = resolving.AsWaveStream();
        Console.WriteLine($"{stream.CurrentTime} of {stream.TotalTime}");
    }
}
