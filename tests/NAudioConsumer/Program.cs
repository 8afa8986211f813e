// A stranger's program over NAudio, from the packages alone: every namespace imported, a file in, played while it is fitted, a file out.
using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using Siren2;
using Siren2.NAudio;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: NAudioConsumer FOLDER-OF-CLIPS");
    return 2;
}

string output = Path.GetTempFileName();
using var reader = new WaveFileReader(Path.Combine(folder, "speech-8k.wav"));
using NAudioSource source = NAudioSource.FromStream(reader);
Demand(!source.IsSpooled && source.SampleRate == 8_000, "a WAV file is read in place");
using NAudioSource spooled = NAudioSource.FromProvider(new OffsetSampleProvider(source.AsSampleProvider()) { DelayBySamples = 100 });
Demand(spooled.IsSpooled && spooled.Length == source.Length + 100, "a provider is spooled to its end");

AudioClip expected = new Upsampler().FitAndPredict(source.Read(0, (int)source.Length), 16_000).Audio;
using var resolving = new SuperResolvingSampleProvider(source, 16_000);
resolving.WaitUntilReady();
WaveFileWriter.CreateWaveFile(output, resolving.ToWaveProvider());
Demand(AudioClip.Load(output).Channel(0).SequenceEqual(expected.Channel(0)), "what is played is what Upsampler gives");
Demand(resolving.UnderrunCount == 0, "there was no underrun");

resolving.Position = 7_777;
float[] heard = new float[1_000];
Demand(resolving.Read(heard) == 1_000 && expected.Channel(0).Slice(7_777, 1_000).SequenceEqual(heard), "a seek lands to the sample");
Console.WriteLine($"{resolving.TotalTime} played at {resolving.WaveFormat}");
File.Delete(output);
return 0;

static void Demand(bool condition, string what)
{
    if (!condition)
    {
        Console.Error.WriteLine($"not so: {what}");
        Environment.Exit(1);
    }
}
