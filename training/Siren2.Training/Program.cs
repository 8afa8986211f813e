using System.Diagnostics;
using System.Globalization;
using Siren2.Files;
using Siren2.MissingBand;
using Siren2.Training;

const string Usage = """
    Trains the prior of the missing band's level from recordings, and measures it on others.

    train FOLDER... --out FILE [--minutes N | --steps N] [--seed S] [--threads N]
        writes the weights as safetensors; equal folders, seeds and steps give equal bytes. Default: 25 minutes, seed 1.
    evaluate FOLDER... [--weights FILE]
        errors on recordings that were held back, by class of frame; of the library's own weights by default.

    A folder holds speech/, music/ and noise/, and these a folder of WAV files for each voice, instrument or source;
    `training/gather` makes such folders.
    """;

try
{
    CommandLine line = CommandLine.Parse(args);
    return line.Command switch
    {
        "train" => Train(line),
        "evaluate" => Evaluate(line),
        _ => Fail(Usage),
    };
}
catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
{
    return Fail(e.Message);
}

static int Train(CommandLine line)
{
    string path = line.Text("out") ?? throw new ArgumentException("train needs --out FILE.");
    var options = new TrainerOptions { Seed = line.Number("seed") ?? 1, Threads = line.Number("threads") ?? Environment.ProcessorCount };
    IReadOnlyList<SoundGroup> groups = Load(line.Folders);
    using var trainer = new Trainer(groups, options);
    int steps = line.Number("steps") ?? 0;
    double minutes = line.Number("minutes") ?? 25;
    long start = Stopwatch.GetTimestamp();
    const int timed = 40;
    double smooth = 0;
    while (steps == 0 || trainer.Steps < steps)
    {
        double loss = trainer.Step(steps == 0 ? int.MaxValue : steps);
        smooth = trainer.Steps == 1 ? loss : (0.99 * smooth) + (0.01 * loss);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (steps == 0 && trainer.Steps == timed)
        {
            steps = (int)(minutes * 60 / seconds * timed);
            Console.WriteLine($"{steps} steps will take {minutes} minutes; --steps {steps} repeats this training");
        }

        if (trainer.Steps % 200 == 0)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {trainer.Steps}, loss {smooth:F4}, {seconds:F0} s"));
        }
    }

    HalfWeights.Round(trainer.Network.Parameters);
    HalfWeights.Save(path, trainer.Network, $"Level prior of Siren2: seed {options.Seed}, {steps} steps, {groups.Count} groups of recordings");
    Console.WriteLine($"{path}: {trainer.Network.Parameters.Length} parameters, {new FileInfo(path).Length} bytes");
    return 0;
}

static int Evaluate(CommandLine line)
{
    LevelPrior prior = line.Text("weights") is { } path ? LevelPrior.Load(SafetensorsFile.Load(path)) : LevelPrior.Default;
    IReadOnlyList<SoundGroup> groups = Load(line.Folders);
    Evaluation.Write(Console.Out, prior, groups);
    return 0;
}

static IReadOnlyList<SoundGroup> Load(IReadOnlyList<string> folders)
{
    long start = Stopwatch.GetTimestamp();
    IReadOnlyList<SoundGroup> groups = Corpus.Load(folders, Console.Error);
    foreach (IGrouping<SoundKind, SoundGroup> kind in groups.GroupBy(group => group.Kind))
    {
        double minutes = kind.Sum(group => (double)group.Frames) * 256 / 48000 / 60;
        int recordings = kind.Sum(group => group.Recordings.Count);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{kind.Key}: {kind.Count()} groups, {recordings} recordings, {minutes:F0} minutes"));
    }

    Console.WriteLine($"read in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
    return groups;
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
