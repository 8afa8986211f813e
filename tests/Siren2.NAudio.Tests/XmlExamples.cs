using NAudio.Wave;

namespace Siren2.NAudio.Tests;

/// <summary>The examples of the XML documentation, compiled.</summary>
internal static class XmlExamples
{
    public static UpsampleReport From()
    {
        using var reader = new WaveFileReader("speech-8k.wav");
        using NAudioSource source = NAudioSource.FromStream(reader);
        UpsampleReport report = new Upsampler().FitAndWrite(source, 16_000, "speech-16k.wav");
        return report;
    }

    public static NAudioSource FromChain(ISampleProvider chain)
    {
        NAudioSource source = NAudioSource.FromProvider(chain.Take(TimeSpan.FromSeconds(10)));
        return source;
    }

    public static void To(AudioClip clip)
    {
        WaveFileWriter.CreateWaveFile16("clip.wav", clip.AsSampleProvider());
    }

    public static int Provider(IAudioSource source)
    {
        var provider = new AudioSourceSampleProvider(source);
        float[] samples = new float[source.ChannelCount * source.SampleRate];
        int read = provider.Read(samples);
        return read;
    }

    public static void Resolving(IAudioSource source, IWavePlayer player)
    {
        using var resolving = new SuperResolvingSampleProvider(source, targetSampleRate: 48_000);
        resolving.WaitUntilReady();
        player.Init(resolving.AsWaveStream());
        player.Play();
    }
}
