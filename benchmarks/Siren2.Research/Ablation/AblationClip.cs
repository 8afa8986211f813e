using System.Numerics.Tensors;
using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Research.Ablation;

/// <summary>The second in the middle of a clip at 22,050 Hz, beside what its version at 5,512 Hz determines.</summary>
internal sealed class AblationClip
{
    /// <summary>Samples: one second.</summary>
    public const int Length = 22_050;

    private const int LowRate = 5_512;

    private AblationClip(string name, float[] reference)
    {
        Name = name;
        Low = FourierResampler.Resample(reference, LowRate);
        Baseline = FourierResampler.Resample(Low, Length);
        Residual = new float[Length];
        TensorPrimitives.Subtract(reference, Baseline, Residual);
        Projector = new MissingBandProjector(LowRate, Length, LowRate);
    }

    public string Name { get; }

    public float[] Low { get; }

    public float[] Baseline { get; }

    /// <summary>Reference minus baseline.</summary>
    public float[] Residual { get; }

    public MissingBandProjector Projector { get; }

    /// <summary>Low-rate samples per sample.</summary>
    public static double LowPerSample => (double)LowRate / Length;

    /// <summary>Mean square of the residual: the error of the baseline.</summary>
    public double Error => TensorPrimitives.SumOfSquares<float>(Residual) / Length;

    /// <summary>All clips of a folder that last a second and have something above 2,756 Hz; the first channel counts.</summary>
    public static AblationClip[] Load(string folder)
    {
        var clips = new List<AblationClip>();
        foreach (string file in Directory.GetFiles(folder, "*.wav").Order(StringComparer.Ordinal))
        {
            AudioClip clip = AudioClip.Load(file);
            int length = (int)((long)clip.Length * Length / clip.SampleRate);
            if (length >= Length && clip.SampleRate >= Length)
            {
                float[] samples = FourierResampler.Resample(clip.Channel(0), length);
                var second = new AblationClip(Path.GetFileName(file), samples.AsSpan((length - Length) / 2, Length).ToArray());
                if (second.Error > 0)
                {
                    clips.Add(second);
                }
            }
        }

        return [.. clips];
    }
}
