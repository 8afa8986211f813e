// Siren2 as a web service: audio in, audio out.
//   dotnet run -c Release --project samples/WebApi
//   curl --data-binary @samples/clips/speech-8k.wav -H 'Content-Type: audio/wav' 'http://127.0.0.1:5080/upsample?rate=16000' -o speech-16k.wav
// Ctrl-C finishes what is being worked on. Every setting of appsettings.json can be given on the command line: --Limits:Seconds=60.
using WebApi;

await using WebApplication service = Service.Create(args);
await service.RunAsync();
